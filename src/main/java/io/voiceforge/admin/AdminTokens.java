package io.voiceforge.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.Author;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.KeySecret;

/**
 * Administers and finds admin tokens. Nothing is cached, because administrators are few: a token that is deleted or changed is
 * so at once, on every replica. Fails with {@link ApiException} ({@code not_found}, {@code conflict}) or
 * {@link io.voiceforge.key.StoreUnavailableException}.
 */
@ApplicationScoped
public class AdminTokens {

    public static final int MAX_TOKENS = 1000;
    /** How exact {@link AdminToken#lastUsedAt} is, so that not every request writes. */
    private static final Duration USE_INTERVAL = Duration.ofMinutes(1);
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A token with its secret, which is only available here. */
    public record WithSecret(AdminToken token, String secret) {
    }

    private record Known(boolean exist, long nanos) {
    }

    private final AdminTokenStore store;
    private volatile Known known;

    public AdminTokens(AdminTokenStore store) {
        this.store = store;
    }

    public static ApiException nameIsTaken() {
        return ApiException.of(ErrorCode.CONFLICT, "There is an admin token with this name");
    }

    public static ApiException tooMany(int most) {
        return ApiException.of(ErrorCode.CONFLICT, "There can be no more than " + most + " admin tokens. Delete some.");
    }

    /** The token with this secret if it is usable now; any text is accepted. */
    public Uni<Optional<AdminToken>> find(String secret) {
        if (!AdminSecret.isWellFormed(secret)) {
            return Uni.createFrom().item(Optional.empty());
        }
        Instant now = now();
        return store.findBySecretHash(KeySecret.hash(secret)).map(found -> found.filter(token -> token.isUsableAt(now)))
                .chain(found -> found.isPresent() && isUseDue(found.get(), now)
                        ? store.use(found.get().id(), now).replaceWith(found)
                        : Uni.createFrom().item(found));
    }

    /** Whether there is any token; about a second behind. */
    public Uni<Boolean> exist() {
        Known last = known;
        if (last != null && System.nanoTime() - last.nanos() < KNOWN_NANOS) {
            return Uni.createFrom().item(last.exist());
        }
        return store.isEmpty().map(empty -> {
            known = new Known(!empty, System.nanoTime());
            return !empty;
        });
    }

    public Uni<WithSecret> create(AdminToken.Settings settings, Author author) {
        String secret = AdminSecret.generate();
        Instant now = now();
        AdminToken token = AdminToken.create(UUID.randomUUID(), AdminSecret.hint(secret), settings, now);
        return store
                .insert(token, KeySecret.hash(secret), MAX_TOKENS, event(token.id(), Action.CREATED, author, now, List.of()))
                .invoke(() -> known = null)
                .replaceWith(new WithSecret(token, secret));
    }

    /** In the order of their names. */
    public Uni<List<AdminToken>> list() {
        return store.list();
    }

    public Uni<AdminToken> get(UUID id) {
        return store.findById(id).map(AdminTokens::found);
    }

    /** Applies {@code change} atomically. */
    public Uni<AdminToken> update(UUID id, UnaryOperator<AdminToken.Settings> change, List<String> changes, Author author) {
        Instant now = now();
        return store.update(id, token -> token.with(change.apply(token.settings()), now),
                event(id, Action.UPDATED, author, now, changes)).map(AdminTokens::found);
    }

    public Uni<Void> delete(UUID id, Author author) {
        return store.delete(id, event(id, Action.DELETED, author, now(), List.of())).map(deleted -> {
            known = null;
            if (!deleted) {
                throw notFound();
            }
            return null;
        });
    }

    private static boolean isUseDue(AdminToken token, Instant now) {
        return token.lastUsedAt() == null || token.lastUsedAt().isBefore(now.minus(USE_INTERVAL));
    }

    private static AdminToken found(Optional<AdminToken> token) {
        return token.orElseThrow(AdminTokens::notFound);
    }

    private static ApiException notFound() {
        return ApiException.of(ErrorCode.NOT_FOUND, "Admin token not found");
    }

    private static AuditEvent event(UUID id, Action action, Author author, Instant now, List<String> changes) {
        return new AuditEvent(new Subject(Subject.Type.ADMIN_TOKEN, id.toString()), now, author, action, changes);
    }

    /** The current time, at the precision of both stores. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
