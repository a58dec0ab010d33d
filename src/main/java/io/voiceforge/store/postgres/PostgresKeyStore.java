package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore;

/**
 * Keys in PostgreSQL. A change notifies the other replicas within its own transaction ({@code NOTIFY}), so that they learn of
 * it exactly when it is committed.
 */
@ApplicationScoped
@Typed(PostgresKeyStore.class)
public class PostgresKeyStore implements KeyStore {

    private static final int MAX_EVENTS = 1000;
    private static final int LIST_ATTEMPTS = 3;

    private final KeyRepository keys;
    private final AuditEventRepository events;
    private final CustomerRepository customers;
    private final Database database;

    PostgresKeyStore(KeyRepository keys, AuditEventRepository events, CustomerRepository customers, Database database) {
        this.keys = keys;
        this.events = events;
        this.customers = customers;
        this.database = database;
    }

    @Override
    public Uni<Optional<Found>> findBySecretHash(String hash) {
        return database.read("find_key", () -> keys.findByHash(hash));
    }

    @Override
    public Uni<Optional<ApiKey>> findById(UUID id) {
        return database.read("get_key", () -> keys.findById(id).map(PostgresKeyStore::key));
    }

    @Override
    public Uni<List<ApiKey>> list(Page page) {
        return database.read("list_keys", () -> listed(page, LIST_ATTEMPTS));
    }

    private Uni<List<ApiKey>> listed(Page page, int attempts) {
        return KeyListing.list(page).chain(ids -> keys.list("id in ?1", ids).chain(found -> {
            if (found.size() < ids.size() && attempts > 1) {
                // one has been deleted in between: a page with a gap would look like the last one
                return listed(page, attempts - 1);
            }
            Map<UUID, ApiKey> byId = found.stream().collect(Collectors.toMap(entity -> entity.id, KeyEntity::toKey));
            return Uni.createFrom().item(ids.stream().map(byId::get).filter(Objects::nonNull).toList());
        }));
    }

    @Override
    public Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event) {
        return database.write("insert_key", () -> customers.keep(key.settings().customer())
                .chain(() -> keys.persist(KeyEntity.of(key, secretHash)))
                .chain(() -> events.add(event)));
    }

    @Override
    public Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event) {
        return change("update_key", id, event, entity -> {
            entity.set(change.apply(entity.toKey()));
            return entity;
        });
    }

    @Override
    public Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event) {
        return change("rotate_key", id, event, entity -> {
            entity.previousHash = entity.secretHash;
            entity.previousValidUntil = oldValidUntil;
            entity.secretHash = newHash;
            entity.set(entity.toKey().withHint(newHint, event.at()));
            return entity;
        });
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        return database.write("delete_key",
                () -> keys.findForUpdate(id).chain(entity -> entity == null ? Uni.createFrom().item(false)
                        : keys.delete(entity).chain(() -> events.announce(event)).replaceWith(true)));
    }

    @Override
    public Uni<List<AuditEvent>> events(UUID id) {
        return database.read("list_events", () -> events.list(eventsOf(id)).map(found -> {
            List<AuditEvent> trail = new ArrayList<>(found.stream().map(AuditEventEntity::toEvent).toList());
            Collections.reverse(trail);
            return trail;
        }));
    }

    private static AuditStore.Page eventsOf(UUID id) {
        Subject key = Subject.key(id);
        return new AuditStore.Page(new AuditStore.Filter(key.type(), key.id(), null, null, null, null), MAX_EVENTS, null);
    }

    private Uni<Optional<ApiKey>> change(String operation, UUID id, AuditEvent event, UnaryOperator<KeyEntity> change) {
        return database.write(operation, () -> keys.findForUpdate(id).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(Optional.<ApiKey> empty());
            }
            ApiKey changed = change.apply(entity).toKey();
            return customers.keep(changed.settings().customer()).chain(() -> events.announce(event))
                    .replaceWith(Optional.of(changed));
        }));
    }

    private static Optional<ApiKey> key(KeyEntity entity) {
        return Optional.ofNullable(entity).map(KeyEntity::toKey);
    }
}
