package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditStore.Filter;
import io.voiceforge.audit.AuditStore.Page;

/** Queries on {@code audit_event}. */
@ApplicationScoped
class AuditEventRepository implements PanacheRepository<AuditEventEntity> {

    /** Newest first. */
    Uni<List<AuditEventEntity>> list(Page page) {
        Filter filter = page.filter();
        StringBuilder query = new StringBuilder("1 = 1");
        Map<String, Object> parameters = new HashMap<>();
        add(query, parameters, "subjectType = :type", "type", filter.type() == null ? null : filter.type().name());
        add(query, parameters, "subjectId = :subject", "subject", filter.subjectId());
        add(query, parameters, "actor = :actor", "actor", filter.actor());
        add(query, parameters, "action = :action", "action", filter.action() == null ? null : filter.action().name());
        add(query, parameters, "at >= :from", "from", filter.from());
        add(query, parameters, "at < :to", "to", filter.to());
        if (page.after() != null) {
            Instant at = page.after().at();
            // the first condition, which follows from the second, is what an index can be used for
            add(query, parameters, "at <= :at", "at", at);
            add(query, parameters, "(at < :at or id < :number)", "number", page.after().number());
        }
        return find(query + " order by at desc, id desc", parameters).page(0, page.limit()).list();
    }

    private static void add(StringBuilder query, Map<String, Object> parameters, String condition, String name, Object value) {
        if (value != null) {
            query.append(" and ").append(condition);
            parameters.put(name, value);
        }
    }
}
