package io.voiceforge.store.postgres;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyStore.Found;

/** Queries on {@code api_key}. */
@ApplicationScoped
class KeyRepository implements PanacheRepositoryBase<KeyEntity, UUID> {

    private static final String BY_HASH = "select k, c from KeyEntity k left join CustomerEntity c on c.name = k.customer"
            + " where k.secretHash = ?1 or k.previousHash = ?1";

    /** Finds a key with its customer. Searches both hashes in one query; each of them has an index. */
    Uni<Optional<Found>> findByHash(String hash) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(BY_HASH, Object[].class).setParameter(1, hash).setMaxResults(1)
                        .getSingleResultOrNull())
                .map(row -> row == null ? Optional.empty()
                        : Optional.of(((KeyEntity) row[0]).toFound(hash, (CustomerEntity) row[1])));
    }

    Uni<KeyEntity> findForUpdate(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult();
    }
}
