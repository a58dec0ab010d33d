package io.voiceforge.provider.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.tracing.TracingPolicy;
import io.voiceforge.config.TrustedAuthorities;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.ProviderId;

/**
 * Sends requests whose responses are streams. A response is handed over at its first byte, and from then on pulled as fast as the
 * caller takes it. The request is reset, and its connection freed, when the caller leaves, when whoever asked gives up, or when the
 * response is no answer. Health checks and lists of models go through typed clients instead.
 */
@ApplicationScoped
public class ProviderHttp {

    /** Shorter than what providers and proxies keep idle connections for: a request on a dead one is a failure. */
    private static final int KEEP_ALIVE_SECONDS = 20;

    private final Vertx vertx;
    private final LoopClients clients;
    private final LimitsConfig limits;
    private final ConcurrentMap<ProviderId, ConnectionSlots> slots = new ConcurrentHashMap<>();

    ProviderHttp(Vertx vertx, LimitsConfig limits, TrustedAuthorities authorities) {
        this.vertx = vertx;
        this.limits = limits;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) limits.connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                // for servers and CDNs that compress though they are told not to
                .setDecompressionSupported(true)
                // our trace ids are none of a provider's business
                .setTracingPolicy(TracingPolicy.IGNORE);
        authorities.trustIn(options);
        this.clients = new LoopClients(vertx, () -> vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(limits.connections()))
                .withConnectHandler(ResponseWatch::on)
                .build());
    }

    @PreDestroy
    void close() {
        clients.close();
    }

    /**
     * Posts and completes at the first byte of a 2xx response. Sets no time limit up to then: whoever asks cancels. Every failure is
     * a {@link ProviderFailure}, or a {@link CancellationException} when the caller has left.
     *
     * @param path begins with a slash and is appended to the endpoint's base URL
     * @param callerNamedModel whether a 404 may be the caller's mistake
     */
    public Uni<ProviderResponse> post(ProviderEndpoint endpoint, String path, RequestBody body, boolean callerNamedModel,
            Attempt attempt) {
        return Uni.createFrom().emitter(
                emitter -> new Post(this, endpoint, path, body, callerNamedModel, attempt, emitter).send());
    }

    Exchange exchange(ProviderId provider, Attempt attempt) {
        return new Exchange((ContextInternal) vertx.getOrCreateContext(), attempt,
                slots.computeIfAbsent(provider, first -> new ConnectionSlots(limits.connections())));
    }

    Future<HttpClientResponse> send(Exchange exchange, RequestOptions options, RequestBody body) {
        return exchange.send(clients.current(), options, body);
    }

    /** How long a response may be silent. */
    Duration idle(boolean isStream) {
        return isStream ? limits.streamIdle() : limits.idle();
    }
}
