package io.voiceforge.store.postgres;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Queries on {@code agent_flow}. */
@ApplicationScoped
class FlowRepository implements PanacheRepositoryBase<FlowEntity, UUID> {

    private static final String ONE = "id = ?1 and keyId = ?2";

    Uni<FlowEntity> find(UUID keyId, UUID id) {
        return find(ONE, id, keyId).firstResult();
    }

    Uni<FlowEntity> findForUpdate(UUID keyId, UUID id) {
        return find(ONE, id, keyId).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult();
    }

    /** Counts the key's flows and prevents others from adding one until the transaction ends. */
    Uni<Long> countForInsert(UUID keyId) {
        return Panache.getSession()
                .chain(session -> session
                        .createNativeQuery("select cast(pg_advisory_xact_lock(hashtextextended(?1, 0)) as text)", String.class)
                        .setParameter(1, "agent_flow " + keyId).getSingleResult())
                .chain(() -> count("keyId", keyId));
    }
}
