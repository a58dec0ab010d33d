package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.voiceforge.flow.Flow;

/** Queries on {@code agent_flow_version}. */
@ApplicationScoped
class FlowVersionRepository implements PanacheRepositoryBase<FlowVersionEntity, FlowVersionEntity.Key> {

    /** Copies the row as it is in the table, and deletes the version that is one too many then. */
    private static final String KEEP = """
            with too_many as (delete from voiceforge.agent_flow_version where flow_id = ?1 and version <= ?2)
            insert into voiceforge.agent_flow_version (flow_id, version, name, description, configuration, graph, updated_at)
            select id, version, name, description, configuration, graph, updated_at from voiceforge.agent_flow where id = ?1
            """;

    /** Without their graphs, newest first. The current version may have been changed since it was read. */
    private static final String BEFORE = """
            select version, name, description, configuration, updatedAt from FlowVersionEntity
            where flowId = ?1 and version < ?2 order by version desc
            """;

    Uni<FlowVersionEntity> find(UUID flowId, long version) {
        return find("flowId = ?1 and version = ?2", flowId, version).firstResult();
    }

    Uni<List<Flow.Summary>> listBefore(FlowSummaryEntity current) {
        return Panache.getSession()
                .chain(session -> session.createQuery(BEFORE, Object[].class).setParameter(1, current.id)
                        .setParameter(2, current.version).getResultList())
                .map(rows -> rows.stream().map(row -> new Flow.Summary(current.id, (String) row[1], (String) row[2],
                        (String) row[3], (Long) row[0], current.createdAt, (Instant) row[4])).toList());
    }

    /** Keeps a flow as it is, before it is changed. */
    Uni<Integer> keep(FlowEntity flow) {
        return Panache.getSession().chain(session -> session.createNativeQuery(KEEP)
                .setParameter(1, flow.id).setParameter(2, flow.version + 1 - Flow.KEPT_VERSIONS).executeUpdate());
    }
}
