package io.voiceforge.store.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowFailures;
import io.voiceforge.flow.FlowStore;

/** Flows in PostgreSQL. A change locks the flow's row, so that no update is lost. */
@ApplicationScoped
@Typed(PostgresFlowStore.class)
public class PostgresFlowStore implements FlowStore {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final FlowRepository flows;
    private final FlowSummaryRepository summaries;
    private final FlowVersionRepository versions;
    private final Database database;

    PostgresFlowStore(FlowRepository flows, FlowSummaryRepository summaries, FlowVersionRepository versions,
            Database database) {
        this.flows = flows;
        this.summaries = summaries;
        this.versions = versions;
        this.database = database;
    }

    @Override
    public Uni<List<Flow.Summary>> list(UUID keyId, Page page) {
        return database.read("list_flows", () -> summaries.list(keyId, page)
                .map(found -> found.stream().map(FlowSummaryEntity::toSummary).toList()));
    }

    @Override
    public Uni<Optional<Flow>> find(UUID keyId, UUID id) {
        return database.read("get_flow",
                () -> flows.find(keyId, id).map(entity -> Optional.ofNullable(entity).map(FlowEntity::toFlow)));
    }

    @Override
    public Uni<List<Flow.Summary>> versions(UUID keyId, UUID id) {
        return database.read("list_flow_versions", () -> summaries.find(keyId, id)
                .chain(current -> current == null ? Uni.createFrom().item(List.of())
                        : versions.listBefore(current).map(earlier -> Stream.concat(Stream.of(current.toSummary()),
                                earlier.stream()).toList())));
    }

    @Override
    public Uni<Optional<Flow>> findVersion(UUID keyId, UUID id, long version) {
        return database.read("get_flow_version", () -> flows.find(keyId, id)
                .chain(current -> current == null ? Uni.createFrom().item(Optional.empty())
                        : current.version == version ? Uni.createFrom().item(Optional.of(current.toFlow()))
                                : versions.find(id, version)
                                        .map(kept -> Optional.ofNullable(kept).map(found -> found.toFlow(current)))));
    }

    @Override
    public Uni<Void> insert(Flow flow, int most) {
        return database.write("insert_flow", () -> flows.countForInsert(flow.keyId()).chain(count -> {
            if (count >= most) {
                throw FlowFailures.tooMany(most);
            }
            return flows.persistAndFlush(FlowEntity.of(flow));
        })).onFailure(PostgresFlowStore::isWithoutKey).transform(gone -> FlowFailures.noKey()).replaceWithVoid();
    }

    @Override
    public Uni<Optional<Flow>> update(UUID keyId, UUID id, UnaryOperator<Flow> change) {
        return database.write("update_flow", () -> flows.findForUpdate(keyId, id).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(Optional.empty());
            }
            Flow changed = change.apply(entity.toFlow());
            return versions.keep(entity).map(kept -> {
                entity.set(changed);
                return Optional.of(changed);
            });
        }));
    }

    @Override
    public Uni<Boolean> delete(UUID keyId, UUID id, Consumer<Flow> check) {
        return database.write("delete_flow", () -> flows.findForUpdate(keyId, id).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(false);
            }
            check.accept(entity.toFlow());
            return flows.delete(entity).replaceWith(true);
        }));
    }

    private static boolean isWithoutKey(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = cause instanceof PgException refused ? refused.getSqlState()
                    : cause instanceof SQLException wrapped ? wrapped.getSQLState() : null;
            if (state != null) {
                return state.equals(FOREIGN_KEY_VIOLATION);
            }
        }
        return false;
    }
}
