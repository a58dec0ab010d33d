package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.admin.AdminToken;
import io.voiceforge.admin.AdminTokenStore;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.audit.AuditEvent;

/** Admin tokens in PostgreSQL. Changes are made one after the other. */
@ApplicationScoped
@Typed(PostgresAdminTokenStore.class)
public class PostgresAdminTokenStore implements AdminTokenStore {

    private final AdminTokenRepository tokens;
    private final AuditEventRepository events;
    private final Database database;

    PostgresAdminTokenStore(AdminTokenRepository tokens, AuditEventRepository events, Database database) {
        this.tokens = tokens;
        this.events = events;
        this.database = database;
    }

    @Override
    public Uni<Optional<AdminToken>> findBySecretHash(String hash) {
        return database.read("find_admin_token",
                () -> tokens.find("secretHash", hash).firstResult().map(PostgresAdminTokenStore::token));
    }

    @Override
    public Uni<Optional<AdminToken>> findById(UUID id) {
        return database.read("get_admin_token", () -> tokens.findById(id).map(PostgresAdminTokenStore::token));
    }

    @Override
    public Uni<List<AdminToken>> list() {
        // the column sorts by code points
        return database.read("list_admin_tokens", () -> tokens.find("order by name").list()
                .map(found -> found.stream().map(AdminTokenEntity::toToken).toList()));
    }

    @Override
    public Uni<Boolean> isEmpty() {
        return database.read("count_admin_tokens", () -> tokens.count().map(count -> count == 0));
    }

    @Override
    public Uni<Void> insert(AdminToken token, String secretHash, int most, AuditEvent event) {
        return database.write("insert_admin_token", () -> tokens.lock().chain(() -> tokens.count()).chain(count -> {
            if (count >= most) {
                throw AdminTokens.tooMany(most);
            }
            return requireFree(token);
        }).chain(() -> tokens.persist(AdminTokenEntity.of(token, secretHash))).chain(() -> recorded(event)));
    }

    @Override
    public Uni<Optional<AdminToken>> update(UUID id, UnaryOperator<AdminToken> change, AuditEvent event) {
        return database.write("update_admin_token", () -> tokens.lock().chain(() -> tokens.findById(id)).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(Optional.empty());
            }
            AdminToken after = change.apply(entity.toToken());
            return requireFree(after).invoke(() -> entity.set(after)).chain(() -> recorded(event))
                    .replaceWith(Optional.of(after));
        }));
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        return database.write("delete_admin_token", () -> tokens.deleteById(id).chain(
                deleted -> deleted ? recorded(event).replaceWith(true) : Uni.createFrom().item(false)));
    }

    @Override
    public Uni<Void> use(UUID id, Instant at) {
        return database.write("use_admin_token",
                () -> tokens.update("lastUsedAt = ?1 where id = ?2", at, id).replaceWithVoid());
    }

    private Uni<Void> requireFree(AdminToken token) {
        return tokens.hasOther(token.name(), token.id()).invoke(taken -> {
            if (taken) {
                throw AdminTokens.nameIsTaken();
            }
        }).replaceWithVoid();
    }

    private Uni<Void> recorded(AuditEvent event) {
        return events.persist(AuditEventEntity.of(event)).replaceWithVoid();
    }

    private static Optional<AdminToken> token(AdminTokenEntity entity) {
        return Optional.ofNullable(entity).map(AdminTokenEntity::toToken);
    }
}
