package io.voiceforge.store.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.admin.AdminToken;
import io.voiceforge.admin.AdminTokenStore;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.audit.AuditEvent;

/**
 * Admin tokens in memory. With a {@linkplain DataDirectory data directory}, they are in {@code admin-tokens.json}, as keys are
 * in {@link EmbeddedKeyStore}'s file; their events are in that one.
 */
@ApplicationScoped
@Typed(EmbeddedAdminTokenStore.class)
public class EmbeddedAdminTokenStore implements AdminTokenStore {

    private record Stored(AdminToken token, String hash) {
    }

    private static final Comparator<AdminToken> BY_NAME = Comparator.comparing(
            token -> token.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** Guarded by this. */
    private final Map<UUID, Stored> tokens = new LinkedHashMap<>();
    private final AuditTrail trail;
    private final Optional<SnapshotFile<AdminTokenSnapshot>> snapshot;

    EmbeddedAdminTokenStore(DataDirectory directory, AuditTrail trail) {
        this.trail = trail;
        snapshot = directory.open("admin-tokens", AdminTokenSnapshot.VERSION, AdminTokenSnapshot.class, this::restore,
                this::copy);
    }

    @PreDestroy
    void close() {
        snapshot.ifPresent(SnapshotFile::close);
    }

    @Override
    public Uni<Optional<AdminToken>> findBySecretHash(String hash) {
        return locked(() -> tokens.values().stream().filter(stored -> stored.hash().equals(hash)).map(Stored::token)
                .findFirst());
    }

    @Override
    public Uni<Optional<AdminToken>> findById(UUID id) {
        return locked(() -> Optional.ofNullable(tokens.get(id)).map(Stored::token));
    }

    @Override
    public Uni<List<AdminToken>> list() {
        return locked(() -> tokens.values().stream().map(Stored::token).sorted(BY_NAME).toList());
    }

    @Override
    public Uni<Boolean> isEmpty() {
        return locked(tokens::isEmpty);
    }

    @Override
    public Uni<Void> insert(AdminToken token, String secretHash, int most, AuditEvent event) {
        return locked(() -> {
            if (tokens.size() >= most) {
                throw AdminTokens.tooMany(most);
            }
            requireFree(token);
            tokens.put(token.id(), new Stored(token, secretHash));
            changed(event);
            return null;
        });
    }

    @Override
    public Uni<Optional<AdminToken>> update(UUID id, UnaryOperator<AdminToken> change, AuditEvent event) {
        return locked(() -> {
            Stored stored = tokens.get(id);
            if (stored == null) {
                return Optional.empty();
            }
            AdminToken after = change.apply(stored.token());
            requireFree(after);
            tokens.put(id, new Stored(after, stored.hash()));
            changed(event);
            return Optional.of(after);
        });
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        return locked(() -> {
            boolean deleted = tokens.remove(id) != null;
            if (deleted) {
                changed(event);
            }
            return deleted;
        });
    }

    @Override
    public Uni<Void> use(UUID id, Instant at) {
        return locked(() -> {
            tokens.computeIfPresent(id, (key, stored) -> new Stored(stored.token().usedAt(at), stored.hash()));
            snapshot.ifPresent(SnapshotFile::changed);
            return null;
        });
    }

    private void requireFree(AdminToken token) {
        if (tokens.values().stream().map(Stored::token)
                .anyMatch(other -> other.name().equals(token.name()) && !other.id().equals(token.id()))) {
            throw AdminTokens.nameIsTaken();
        }
    }

    private void changed(AuditEvent event) {
        trail.add(event);
        snapshot.ifPresent(SnapshotFile::changed);
    }

    private <T> Uni<T> locked(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return work.get();
            }
        });
    }

    private synchronized AdminTokenSnapshot copy() {
        return new AdminTokenSnapshot(tokens.values().stream()
                .map(stored -> AdminTokenSnapshot.TokenRecord.of(stored.token(), stored.hash())).toList());
    }

    private synchronized void restore(AdminTokenSnapshot kept) {
        kept.tokens().forEach(record -> tokens.put(Objects.requireNonNull(record.id(), "id"),
                new Stored(record.toToken(), Objects.requireNonNull(record.secretHash(), "secretHash"))));
    }
}
