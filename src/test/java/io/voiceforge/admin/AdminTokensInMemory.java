package io.voiceforge.admin;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;

/** A store for tests of those who only ask whether a token is right. */
public final class AdminTokensInMemory implements AdminTokenStore {

    private final Map<String, AdminToken> byHash = new HashMap<>();

    @Override
    public Uni<Optional<AdminToken>> findBySecretHash(String hash) {
        return Uni.createFrom().item(Optional.ofNullable(byHash.get(hash)));
    }

    @Override
    public Uni<Boolean> isEmpty() {
        return Uni.createFrom().item(byHash.isEmpty());
    }

    @Override
    public Uni<Void> insert(AdminToken token, String secretHash, int most, AuditEvent event) {
        byHash.put(secretHash, token);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> use(UUID id, Instant at) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<AdminToken>> findById(UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<AdminToken>> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<AdminToken>> update(UUID id, UnaryOperator<AdminToken> change, AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        throw new UnsupportedOperationException();
    }
}
