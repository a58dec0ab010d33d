package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore.Position;
import io.voiceforge.audit.AuditStore.Recorded;

/** A row of {@code audit_event}. */
@Entity
@Table(name = "audit_event")
class AuditEventEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "subject_type")
    String subjectType;

    @Column(name = "subject_id")
    String subjectId;

    Instant at;
    String actor;

    @Column(name = "actor_id")
    UUID actorId;

    String action;
    String address;
    String changes;

    static AuditEventEntity of(AuditEvent event) {
        AuditEventEntity entity = new AuditEventEntity();
        entity.subjectType = event.subject().type().name();
        entity.subjectId = event.subject().id();
        entity.at = event.at();
        entity.actor = event.actor();
        entity.actorId = event.actorId();
        entity.action = event.action().name();
        entity.address = event.address();
        entity.changes = String.join(" ", event.changes());
        return entity;
    }

    AuditEvent toEvent() {
        return new AuditEvent(new Subject(Subject.Type.valueOf(subjectType), subjectId), at, actor, actorId,
                AuditEvent.Action.valueOf(action), address, changes.isEmpty() ? List.of() : List.of(changes.split(" ")));
    }

    Recorded toRecorded() {
        return new Recorded(new Position(at, id), toEvent());
    }
}
