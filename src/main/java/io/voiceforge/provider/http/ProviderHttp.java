package io.voiceforge.provider.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.voiceforge.config.TrustedAuthorities;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.error.ProviderRefusal;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.IdleLimit;

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
    private final HttpClient client;
    private final LimitsConfig limits;
    private final ConcurrentMap<ProviderId, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    ProviderHttp(Vertx vertx, LimitsConfig limits, TrustedAuthorities authorities) {
        this.vertx = vertx;
        this.limits = limits;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) limits.connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxWaitQueueSize(limits.connections())
                // for servers and CDNs that compress though they are told not to
                .setDecompressionSupported(true)
                // our trace ids are none of a provider's business
                .setTracingPolicy(TracingPolicy.IGNORE);
        authorities.trustIn(options);
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(limits.connections()))
                .withConnectHandler(ResponseWatch::on)
                .build();
    }

    @PreDestroy
    void close() {
        client.close();
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
        RequestOptions options = endpoint.post(path);
        return exchange(endpoint, options, body, callerNamedModel, attempt)
                // servers close idle connections without a word: what was sent on one that is gone has not been read
                .onFailure(Exchange.DeadConnection.class)
                .recoverWithUni(() -> exchange(endpoint, options, body, callerNamedModel, attempt))
                .onFailure().transform(failure -> attempt.cancellation().isCancelled()
                        ? new CancellationException("The caller has left")
                        : asProviderFailure(endpoint, failure));
    }

    private Uni<ProviderResponse> exchange(ProviderEndpoint endpoint, RequestOptions options, RequestBody body,
            boolean callerNamedModel, Attempt attempt) {
        return Uni.createFrom().deferred(() -> {
            Exchange exchange = new Exchange(vertx, attempt,
                    inFlight.computeIfAbsent(endpoint.provider(), provider -> new AtomicInteger()), limits.connections())
                    .register();
            return Uni.createFrom()
                    .completionStage(() -> client.request(options).onSuccess(exchange::opened).toCompletionStage())
                    .flatMap(request -> Uni.createFrom().completionStage(
                            () -> send(request, body, exchange).onSuccess(exchange::answered).toCompletionStage()))
                    .onFailure().transform(exchange::explained)
                    .flatMap(response -> answer(endpoint, response, callerNamedModel, exchange, attempt))
                    .onFailure().invoke(exchange::abort)
                    .onCancellation().invoke(exchange::abort);
        });
    }

    /** A provider may answer before it has read everything: what it says counts, and what could not be sent does not. */
    private static Future<HttpClientResponse> send(HttpClientRequest request, RequestBody body, Exchange exchange) {
        Future<HttpClientResponse> response = request.response();
        boolean isStarted = exchange.start(() -> body.writeTo(request, exchange::ending).onSuccess(sent -> exchange.sent()));
        if (!isStarted) {
            return Future.failedFuture(new CancellationException("Given up before it was sent"));
        }
        return response;
    }

    private Uni<ProviderResponse> answer(ProviderEndpoint endpoint, HttpClientResponse response, boolean callerNamedModel,
            Exchange exchange, Attempt attempt) {
        ProviderId provider = endpoint.provider();
        String mediaType = StatusRules.mediaType(response.getHeader(HttpHeaders.CONTENT_TYPE));
        ProviderFailure failure = endpoint.statusRule().failure(provider, response.statusCode(), mediaType,
                response.getHeader(HttpHeaders.RETRY_AFTER), callerNamedModel);
        if (failure != null) {
            return exchange.refusal(response).flatMap(body -> Uni.createFrom()
                    .failure(failure instanceof ProviderFailure.RejectedCaller rejected ? explained(provider, rejected, body)
                            : failure));
        }
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Uni.createFrom().failure(
                    new ProviderFailure.Unavailable(provider + ": compressed in a way that cannot be read"));
        }
        boolean isStream = mediaType.equals("text/event-stream");
        if (isStream) {
            attempt.streaming();
        }
        Duration idle = isStream ? limits.streamIdle() : limits.idle();
        Multi<Buffer> chunks = MultiHelper.toMulti(response);
        return FirstItem.of(chunks, () -> new ProviderFailure.Unavailable(provider + ": empty answer"))
                .map(all -> new ProviderResponse(provider, mediaType, attempt.memory(),
                        IdleLimit.on(all, idle, () -> silent(provider))
                                .onFailure().transform(broken -> asProviderFailure(endpoint, broken))
                                .onTermination().invoke((broken, cancelled) -> {
                                    exchange.leave();
                                    if (broken != null || cancelled) {
                                        exchange.abort();
                                    }
                                })));
    }

    private static ProviderFailure explained(ProviderId provider, ProviderFailure.RejectedCaller rejected, Buffer body) {
        ProviderRefusal refusal = Refusals.read(body);
        return Refusals.isAboutOperator(refusal)
                ? new ProviderFailure.RejectedOperator(provider + ": rejects the key or the account")
                : rejected.because(refusal);
    }

    private static ProviderFailure silent(ProviderId provider) {
        return new ProviderFailure.TimedOut(provider + ": silent in the middle of an answer");
    }

    private static ProviderFailure asProviderFailure(ProviderEndpoint endpoint, Throwable failure) {
        if (failure instanceof ProviderFailure known) {
            return known;
        }
        endpoint.tlsLog().notice(failure);
        ProviderId provider = endpoint.provider();
        if (failure instanceof ConnectionPoolTooBusyException) {
            return new ProviderFailure.Busy(provider + ": all connections are in use");
        }
        if (failure instanceof ConnectException || failure instanceof ConnectTimeoutException
                || failure instanceof UnknownHostException) {
            return new ProviderFailure.Transient(
                    new ProviderFailure.Unavailable(provider + ": cannot be reached"), Duration.ZERO);
        }
        return new ProviderFailure.Unavailable(provider + ": " + failure.getClass().getSimpleName());
    }
}
