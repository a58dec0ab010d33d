package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.AuditEvent;
import io.voiceforge.key.KeyStore;

/** Placeholder until the embedded branch lands. */
@ApplicationScoped
@Typed(EmbeddedKeyStore.class)
public class EmbeddedKeyStore implements KeyStore {

    @Override
    public Uni<Optional<Found>> findBySecretHash(String hash) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Optional<ApiKey>> findById(UUID id) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<List<ApiKey>> list(Page page) {
        return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Boolean> delete(UUID id, AuditEvent event) {
        return Uni.createFrom().item(false);
    }

    @Override
    public Uni<List<AuditEvent>> events(UUID id) {
        return Uni.createFrom().item(List.of());
    }
}
