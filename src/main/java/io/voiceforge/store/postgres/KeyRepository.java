package io.voiceforge.store.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyStore;

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

    Uni<List<KeyEntity>> list(KeyStore.Page page) {
        StringBuilder query = new StringBuilder("1 = 1");
        Map<String, Object> parameters = new HashMap<>();
        if (page.active() != null) {
            query.append(" and active = :active");
            parameters.put("active", page.active());
        }
        if (page.after() != null) {
            query.append(" and (createdAt < :at or createdAt = :at and id < :id)");
            parameters.put("at", page.after().createdAt());
            parameters.put("id", page.after().id());
        }
        return find(query + " order by createdAt desc, id desc", parameters).page(0, page.limit()).list();
    }
}
