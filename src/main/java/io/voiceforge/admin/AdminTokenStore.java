package io.voiceforge.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;

/**
 * Stores admin tokens. Implementations never block the calling thread. A change and its audit event are stored atomically.
 * Operations fail with {@link io.voiceforge.key.StoreUnavailableException} if the store is unavailable.
 */
public interface AdminTokenStore {

    /** Finds a token by the {@linkplain io.voiceforge.key.KeySecret#hash hash} of its secret. */
    Uni<Optional<AdminToken>> findBySecretHash(String hash);

    Uni<Optional<AdminToken>> findById(UUID id);

    /** All tokens, in the order of their names' code points. */
    Uni<List<AdminToken>> list();

    Uni<Boolean> isEmpty();

    /**
     * Fails with what {@link AdminTokens#nameIsTaken} and {@link AdminTokens#tooMany} return.
     *
     * @param most how many tokens there may be afterwards
     */
    Uni<Void> insert(AdminToken token, String secretHash, int most, AuditEvent event);

    /**
     * Replaces the token atomically with the result of {@code change}; empty if there is no such token. Fails with what
     * {@link AdminTokens#nameIsTaken} returns.
     */
    Uni<Optional<AdminToken>> update(UUID id, UnaryOperator<AdminToken> change, AuditEvent event);

    /** Returns false if there is no such token. */
    Uni<Boolean> delete(UUID id, AuditEvent event);

    /** Notes that a token was used. */
    Uni<Void> use(UUID id, Instant at);
}
