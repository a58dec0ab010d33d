package io.voiceforge.store.postgres;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import io.voiceforge.flow.FlowStore;

/** Queries on {@code agent_flow} that do not load the graphs. */
@ApplicationScoped
class FlowSummaryRepository implements PanacheRepositoryBase<FlowSummaryEntity, UUID> {

    Uni<FlowSummaryEntity> find(UUID keyId, UUID id) {
        return find("id = ?1 and keyId = ?2", id, keyId).firstResult();
    }

    Uni<List<FlowSummaryEntity>> list(UUID keyId, FlowStore.Page page) {
        String query = "keyId = :keyId";
        Parameters parameters = Parameters.with("keyId", keyId);
        if (page.after() != null) {
            query += " and (createdAt < :at or createdAt = :at and id < :id)";
            parameters = parameters.and("at", page.after().createdAt()).and("id", page.after().id());
        }
        return find(query + " order by createdAt desc, id desc", parameters).page(0, page.limit()).list();
    }
}
