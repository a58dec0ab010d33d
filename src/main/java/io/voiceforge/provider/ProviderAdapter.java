package io.voiceforge.provider;

import io.voiceforge.error.ProviderFailure;

/**
 * One thing that one provider can do. Each operation's room extends this with its port; each kind of provider implements the ports
 * that it can. Implementations never block the calling thread.
 */
public interface ProviderAdapter {

    ProviderId provider();

    /** Whether it is asked over the network, and so has a circuit breaker and time limits. */
    default boolean isRemote() {
        return true;
    }

    /** The failure that asking now would certainly meet, or null: such a provider is passed over without an attempt. */
    default ProviderFailure knownFailure() {
        return null;
    }
}
