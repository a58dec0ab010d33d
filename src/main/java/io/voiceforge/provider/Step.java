package io.voiceforge.provider;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * One provider of a {@link Plan}.
 *
 * @param request sends one try; what it has opened is closed when it is cancelled or when the call is
 */
public record Step<T>(ProviderAdapter provider, Function<Attempt, Uni<T>> request) {

    /** How a provider is asked, given its own name for the model (null for its default). */
    @FunctionalInterface
    public interface Question<P, T> {
        Uni<T> ask(P provider, String model, Attempt attempt);
    }
}
