package io.voiceforge.store.postgres;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Queries on {@code api_key}. */
@ApplicationScoped
class KeyRepository implements PanacheRepositoryBase<KeyEntity, UUID> {

    /** Searches both hashes in one query; each of them has an index. */
    Uni<KeyEntity> findByHash(String hash) {
        return find("secretHash = ?1 or previousHash = ?1", hash).firstResult();
    }

    Uni<KeyEntity> findForUpdate(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult();
    }
}
