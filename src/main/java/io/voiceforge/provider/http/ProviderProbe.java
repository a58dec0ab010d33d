package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderHealth;
import io.voiceforge.provider.ProviderId;

/**
 * Finds a provider's condition by a cheap request. A recent finding serves all who ask, so that asking costs the provider
 * little.
 */
public final class ProviderProbe implements ProviderHealth {

    private static final Duration RECENT = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMillis(2500);

    private final ProviderEndpoint endpoint;
    private final Supplier<Uni<? extends Response>> request;
    private final Uni<Status> recent;
    private volatile long askedNanos;

    /** @param request sends the request; must not fail on an answer that is not 2xx */
    public ProviderProbe(ProviderEndpoint endpoint, Supplier<Uni<? extends Response>> request) {
        this.endpoint = endpoint;
        this.request = request;
        this.recent = Uni.createFrom().deferred(() -> ask(PATIENCE))
                .onItem().invoke(() -> askedNanos = System.nanoTime())
                .memoize().until(() -> System.nanoTime() - askedNanos > RECENT.toNanos());
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    /** The condition as of at most 15 s ago; never fails. */
    @Override
    public Uni<Status> status() {
        return recent;
    }

    /** Asks now; never fails, a provider that does not answer within {@code patience} is down. */
    public Uni<Status> ask(Duration patience) {
        return Uni.createFrom().<Response> deferred(() -> request.get().map(response -> response))
                .onFailure().invoke(endpoint.tlsLog()::notice)
                .map(this::read)
                .ifNoItem().after(patience).fail()
                .onFailure().recoverWithItem(Status.DOWN);
    }

    private Status read(Response response) {
        ProviderFailure failure = UnaryResponses.failure(endpoint, response, true);
        response.close();
        if (failure == null || failure instanceof ProviderFailure.RejectedCaller) {
            return Status.UP;
        } else if (failure instanceof ProviderFailure.Waking) {
            return Status.WAKING;
        } else if (failure instanceof ProviderFailure.RejectedOperator) {
            return Status.MISCONFIGURED;
        }
        return Status.DOWN;
    }
}
