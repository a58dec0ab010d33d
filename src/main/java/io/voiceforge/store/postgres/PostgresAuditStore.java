package io.voiceforge.store.postgres;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditStore;

/** The audit trail in PostgreSQL; its events are stored with what they are about. */
@ApplicationScoped
@Typed(PostgresAuditStore.class)
public class PostgresAuditStore implements AuditStore {

    private final AuditEventRepository events;
    private final Database database;

    PostgresAuditStore(AuditEventRepository events, Database database) {
        this.events = events;
        this.database = database;
    }

    @Override
    public Uni<List<Recorded>> list(Page page) {
        return database.read("list_events",
                () -> events.list(page).map(found -> found.stream().map(AuditEventEntity::toRecorded).toList()));
    }
}
