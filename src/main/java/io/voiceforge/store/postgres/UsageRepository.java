package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Queries on {@code usage_hour}. */
@ApplicationScoped
class UsageRepository implements PanacheRepositoryBase<UsageEntity, UsageEntity.Key> {

    /** @param keyId null for all */
    Uni<List<UsageEntity>> list(UUID keyId, Instant from, Instant to) {
        return keyId == null ? list("startsAt >= ?1 and startsAt < ?2", from, to)
                : list("keyId = ?1 and startsAt >= ?2 and startsAt < ?3", keyId, from, to);
    }
}
