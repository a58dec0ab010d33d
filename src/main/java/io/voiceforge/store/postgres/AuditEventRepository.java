package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditStore.Filter;
import io.voiceforge.audit.AuditStore.Page;

/** Queries on {@code audit_event}. */
@ApplicationScoped
class AuditEventRepository implements PanacheRepository<AuditEventEntity> {

    Uni<Void> add(AuditEvent event) {
        return persist(AuditEventEntity.of(event)).replaceWithVoid();
    }

    /** Adds an event, and tells other replicas of the change when it is committed. */
    Uni<Void> announce(AuditEvent event) {
        return add(event)
                .chain(() -> Panache.getSession())
                .chain(session -> session.createNativeQuery("select cast(pg_notify(?1, ?2) as text)", String.class)
                        .setParameter(1, KeyChanges.CHANNEL).setParameter(2, event.subject().id()).getSingleResult())
                .replaceWithVoid();
    }

    /** Newest first. */
    Uni<List<AuditEventEntity>> list(Page page) {
        Filter filter = page.filter();
        StringBuilder query = new StringBuilder("1 = 1");
        Map<String, Object> parameters = new HashMap<>();
        add(query, parameters, "subjectType = :type", "type", filter.type() == null ? null : filter.type().name());
        add(query, parameters, "subjectId = :subject", "subject", filter.subjectId());
        add(query, parameters, "actor = :actor", "actor", filter.actor());
        add(query, parameters, "actorId = :actorId", "actorId", filter.actorId());
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
