package io.voiceforge.key;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.Author;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Key management for operators. Each change is stored together with its audit event and evicted from the directory before the
 * caller gets the result. Fails with {@link ApiException} ({@code not_found}, {@code conflict}) or
 * {@link StoreUnavailableException}.
 */
@ApplicationScoped
public class KeyService {

    /** A key with its secret, which is only available here. */
    public record WithSecret(ApiKey key, String secret) {
    }

    /** Everything about a key that an update can change: its settings and whether it is active. */
    public record Revision(ApiKey.Settings settings, boolean active) {
    }

    private final KeyStore store;
    private final KeyDirectory directory;
    private final DefaultKey defaultKey;

    KeyService(KeyStore store, KeyDirectory directory, DefaultKey defaultKey) {
        this.store = store;
        this.directory = directory;
        this.defaultKey = defaultKey;
    }

    public Uni<WithSecret> create(ApiKey.Settings settings, Author author) {
        String secret = KeySecret.generate();
        Instant now = now();
        ApiKey key = ApiKey.create(UUID.randomUUID(), KeySecret.hint(secret), settings, now);
        return store.insert(key, KeySecret.hash(secret), event(key.id(), Action.CREATED, author, now, List.of()))
                .replaceWith(new WithSecret(key, secret));
    }

    /** The default key, which is in no store, comes first in any order, unless only one key is requested. */
    public Uni<List<ApiKey>> list(KeyStore.Page page) {
        Optional<ApiKey> first = defaultKey.key()
                .filter(key -> page.after() == null && page.filter().matches(key) && page.limit() > 1);
        if (first.isEmpty()) {
            return store.list(page);
        }
        return store.list(new KeyStore.Page(page.filter(), page.order(), page.limit() - 1, null)).map(keys -> {
            List<ApiKey> all = new ArrayList<>(keys);
            all.add(0, first.get());
            return all;
        });
    }

    public Uni<ApiKey> get(UUID id) {
        if (isDefault(id)) {
            return Uni.createFrom().item(defaultKey.key().get());
        }
        return store.findById(id).map(KeyService::found);
    }

    /** Applies {@code revise} atomically, so that concurrent changes are not lost. */
    public Uni<ApiKey> update(UUID id, UnaryOperator<Revision> revise, List<String> changes, Author author) {
        return change(id, () -> {
            Instant now = now();
            return store.update(id, key -> {
                Revision revised = revise.apply(new Revision(key.settings(), key.active()));
                return key.with(revised.settings(), revised.active(), now);
            }, event(id, Action.UPDATED, author, now, changes)).map(KeyService::found);
        });
    }

    /** Gives the key a new secret; the previous one stays valid for {@code grace}. */
    public Uni<WithSecret> rotate(UUID id, Duration grace, Author author) {
        return change(id, () -> {
            String secret = KeySecret.generate();
            Instant now = now();
            return store.rotate(id, KeySecret.hash(secret), KeySecret.hint(secret), now.plus(grace),
                    event(id, Action.ROTATED, author, now, List.of()))
                    .map(key -> new WithSecret(found(key), secret));
        });
    }

    public Uni<Void> delete(UUID id, Author author) {
        return change(id, () -> store.delete(id, event(id, Action.DELETED, author, now(), List.of())).map(deleted -> {
            if (!deleted) {
                throw notFound();
            }
            return null;
        }));
    }

    /** The audit trail of a key, even a deleted one. */
    public Uni<List<AuditEvent>> events(UUID id) {
        if (isDefault(id)) {
            return Uni.createFrom().item(List.of());
        }
        return store.events(id).map(events -> {
            if (events.isEmpty()) {
                throw notFound();
            }
            return events;
        });
    }

    private <T> Uni<T> change(UUID id, Supplier<Uni<T>> change) {
        if (isDefault(id)) {
            return Uni.createFrom().failure(ApiException.of(ErrorCode.CONFLICT,
                    "The default key cannot be changed. Set VOICEFORGE_DEFAULT_API_KEY to replace or disable it."));
        }
        return change.get()
                .onItem().invoke(() -> directory.evict(id))
                // a change whose confirmation was lost may have been made
                .onFailure().invoke(() -> directory.doubt(id))
                .onCancellation().invoke(() -> directory.doubt(id));
    }

    private boolean isDefault(UUID id) {
        return defaultKey.key().isPresent() && Objects.equals(id, DefaultKey.ID);
    }

    private static ApiKey found(Optional<ApiKey> key) {
        return key.orElseThrow(KeyService::notFound);
    }

    private static ApiException notFound() {
        return ApiException.of(ErrorCode.NOT_FOUND, "API key not found");
    }

    private static AuditEvent event(UUID id, Action action, Author author, Instant now, List<String> changes) {
        return new AuditEvent(Subject.key(id), now, author, action, changes);
    }

    /** The current time, at the precision of both stores. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
