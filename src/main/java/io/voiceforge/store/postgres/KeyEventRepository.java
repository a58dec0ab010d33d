package io.voiceforge.store.postgres;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;

/** Queries on {@code key_event}. */
@ApplicationScoped
class KeyEventRepository implements PanacheRepository<KeyEventEntity> {

    /** The last {@code limit} events, newest first. */
    Uni<List<KeyEventEntity>> listOf(UUID keyId, int limit) {
        return find("keyId = ?1 order by id desc", keyId).page(0, limit).list();
    }
}
