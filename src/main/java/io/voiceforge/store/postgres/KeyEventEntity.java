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

import io.voiceforge.key.AuditEvent;

/** A row of {@code key_event}. */
@Entity
@Table(name = "key_event")
class KeyEventEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;
    @Column(name = "key_id")
    UUID keyId;
    Instant at;
    String actor;
    String action;
    String address;
    String changes;
    /** Null for events of keys. */
    String customer;

    static KeyEventEntity of(AuditEvent event) {
        KeyEventEntity entity = new KeyEventEntity();
        entity.keyId = event.keyId();
        entity.at = event.at();
        entity.actor = event.actor();
        entity.action = event.action().name();
        entity.address = event.address();
        entity.changes = String.join(" ", event.changes());
        entity.customer = event.customer();
        return entity;
    }

    AuditEvent toEvent() {
        return new AuditEvent(keyId, at, actor, AuditEvent.Action.valueOf(action), address,
                changes.isEmpty() ? List.of() : List.of(changes.split(" ")), customer);
    }
}
