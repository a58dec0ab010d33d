package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;

/** A store of which a test needs the look-up only. */
interface KeyStoreStub extends KeyStore {

    @Override
    default Uni<Optional<ApiKey>> findById(UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<List<ApiKey>> list(Page page) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<Boolean> delete(UUID id, AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Uni<List<AuditEvent>> events(UUID id) {
        throw new UnsupportedOperationException();
    }
}
