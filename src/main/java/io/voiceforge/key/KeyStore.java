package io.voiceforge.key;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** Where keys are kept. Implementations never block the calling thread. */
public interface KeyStore {

    /** The key with that {@linkplain KeySecret#hash hash of a secret}, whatever its state; empty when there is none. */
    Uni<Optional<ApiKey>> findBySecretHash(String hash);
}
