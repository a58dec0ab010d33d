package io.voiceforge.store.postgres;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.AuditEvent;

/** Queries on {@code key_event}. */
@ApplicationScoped
class KeyEventRepository implements PanacheRepository<KeyEventEntity> {

    Uni<Void> add(AuditEvent event) {
        return persist(KeyEventEntity.of(event)).replaceWithVoid();
    }

    /** Adds an event, and tells other replicas of the change when it is committed. */
    Uni<Void> announce(AuditEvent event) {
        return add(event)
                .chain(() -> Panache.getSession())
                .chain(session -> session.createNativeQuery("select cast(pg_notify(?1, ?2) as text)", String.class)
                        .setParameter(1, KeyChanges.CHANNEL).setParameter(2, event.keyId().toString()).getSingleResult())
                .replaceWithVoid();
    }

    /** The last {@code limit} events, newest first. */
    Uni<List<KeyEventEntity>> listOf(UUID keyId, int limit) {
        return find("keyId = ?1 order by id desc", keyId).page(0, limit).list();
    }
}
