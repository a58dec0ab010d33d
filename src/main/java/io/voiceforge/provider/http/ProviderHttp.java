package io.voiceforge.provider.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerArray;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.IdleLimit;

/**
 * Sends requests whose answers are streams. An answer is handed over at its first byte, and from then on pulled as fast as the
 * caller takes it; the request is reset, and its connection freed, when the caller leaves, when a time limit ends, or when the
 * answer is not one. Unary JSON goes through the typed clients instead.
 */
@ApplicationScoped
public class ProviderHttp {

    /** Shorter than what providers and proxies keep idle connections for: a request on a dead one is a failure. */
    private static final int KEEP_ALIVE_SECONDS = 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final VoiceForgeConfig.Limits limits;
    private final VoiceForgeConfig.Flows flows;
    /** Requests under way, by the provider's ordinal. */
    private final AtomicIntegerArray underWay = new AtomicIntegerArray(Provider.values().length);

    ProviderHttp(Vertx vertx, VoiceForgeConfig config) {
        this.vertx = vertx;
        this.limits = config.limits();
        this.flows = config.flows();
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setMaxWaitQueueSize(limits.connections())
                        // ids of our traces are no business of a provider's
                        .setTracingPolicy(TracingPolicy.IGNORE),
                new PoolOptions().setHttp1MaxSize(limits.connections()));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * Posts JSON and completes at the first byte of a 2xx answer, within the first-byte limit and what is left of the call's
     * time. Every failure is a {@link ProviderFailure}, or a {@link CancellationException} when the caller has left.
     *
     * @param path begins with a slash and is appended to the endpoint's base URL
     * @param callerNamedModel whether a 404 may be the caller's mistake
     */
    public Uni<ProviderAnswer> post(ProviderEndpoint endpoint, String path, JsonObject body, boolean callerNamedModel,
            Call call) {
        return post(endpoint, path, RequestBody.json(body), limits.firstByte(), limits.chain().minus(limits.localReserve()),
                callerNamedModel, call);
    }

    /**
     * As above.
     *
     * @param lengthy whether the answer comes as a whole and is a long one, for which there are other time limits
     */
    public Uni<ProviderAnswer> postChat(ProviderEndpoint endpoint, String path, JsonObject body, boolean lengthy,
            boolean callerNamedModel, Call call) {
        return lengthy ? post(endpoint, path, RequestBody.json(body), flows.generationFirstByte(), flows.generationChain(),
                callerNamedModel, call) : post(endpoint, path, body, callerNamedModel, call);
    }

    /**
     * As above, for any body.
     *
     * @param firstByte from now until the first byte of the answer
     * @param chain from when the caller's request was there until then
     */
    public Uni<ProviderAnswer> post(ProviderEndpoint endpoint, String path, RequestBody body, Duration firstByte,
            Duration chain,
            boolean callerNamedModel, Call call) {
        Duration left = chain.minusNanos(call.sinceReadNanos());
        Duration limit = left.compareTo(firstByte) < 0 ? left : firstByte;
        if (limit.isNegative() || limit.isZero()) {
            return Uni.createFrom().failure(timedOut(endpoint));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(endpoint.baseUrl() + path)
                .putHeader(HttpHeaders.ACCEPT, "*/*");
        if (endpoint.authorization() != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, endpoint.authorization());
        }

        Exchange exchange = new Exchange(vertx, call, endpoint.provider());
        Runnable uncalled = call.onCancel(exchange::abort);
        Runnable forget = () -> {
            uncalled.run();
            exchange.leave();
        };
        return Uni.createFrom().completionStage(() -> client.request(options).onSuccess(exchange::opened).toCompletionStage())
                .flatMap(request -> Uni.createFrom()
                        .completionStage(
                                () -> send(request, body, exchange).onSuccess(exchange::answered).toCompletionStage()))
                .flatMap(response -> answer(endpoint, response, callerNamedModel, exchange, forget))
                .ifNoItem().after(limit).failWith(() -> exchange.isOpen() ? timedOut(endpoint)
                        : new ProviderFailure.Busy(endpoint.provider().wireName() + ": no connection became free"))
                .onFailure().transform(failure -> call.isCancelled() ? new CancellationException("The caller has left")
                        : asProviderFailure(endpoint, failure))
                .onFailure().invoke(() -> {
                    forget.run();
                    exchange.abort();
                })
                .onCancellation().invoke(() -> {
                    forget.run();
                    exchange.abort();
                });
    }

    /** A provider may answer before it has read all: what it says counts, and what could not be sent does not. */
    private static Future<HttpClientResponse> send(HttpClientRequest request, RequestBody body, Exchange exchange) {
        Future<HttpClientResponse> response = request.response();
        body.writeTo(request).onSuccess(sent -> exchange.sent());
        return response;
    }

    private Uni<ProviderAnswer> answer(ProviderEndpoint endpoint, HttpClientResponse response, boolean callerNamedModel,
            Exchange exchange, Runnable forget) {
        String mediaType = Answers.mediaType(response.getHeader(HttpHeaders.CONTENT_TYPE));
        ProviderFailure failure = Answers.failure(endpoint.provider(), response.statusCode(), mediaType,
                response.getHeader(HttpHeaders.RETRY_AFTER), callerNamedModel);
        if (failure != null) {
            return Uni.createFrom().failure(failure);
        }
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Uni.createFrom().failure(
                    new ProviderFailure.Unavailable(
                            endpoint.provider().wireName() + ": compressed, though nobody asked for it"));
        }
        Multi<Buffer> chunks = MultiHelper.toMulti(response);
        return FirstItem.of(chunks, () -> new ProviderFailure.Unavailable(endpoint.provider().wireName() + ": empty answer"))
                .map(all -> new ProviderAnswer(mediaType, IdleLimit.on(all, limits.idle(), () -> timedOut(endpoint))
                        .onFailure().transform(broken -> asProviderFailure(endpoint, broken))
                        .onTermination().invoke((broken, cancelled) -> {
                            forget.run();
                            if (broken != null || cancelled) {
                                exchange.abort();
                            }
                        })));
    }

    private static ProviderFailure timedOut(ProviderEndpoint endpoint) {
        return new ProviderFailure.TimedOut(endpoint.provider().wireName() + ": no answer in time");
    }

    private static ProviderFailure asProviderFailure(ProviderEndpoint endpoint, Throwable failure) {
        if (failure instanceof ProviderFailure known) {
            return known;
        }
        String provider = endpoint.provider().wireName();
        if (failure instanceof ConnectionPoolTooBusyException) {
            return new ProviderFailure.Busy(provider + ": all connections are in use");
        }
        if (failure instanceof ConnectException || failure instanceof ConnectTimeoutException
                || failure instanceof UnknownHostException) {
            return new ProviderFailure.Transient(provider + ": cannot be reached", Duration.ZERO);
        }
        return new ProviderFailure.Unavailable(provider + ": " + failure.getClass().getSimpleName());
    }

    /** One request on its way; it can be aborted at any time, also before it has a connection. */
    private final class Exchange {

        /** HTTP/2's CANCEL (RFC 9113, 7); over HTTP/1.1 a reset closes the connection. */
        private static final long CANCEL = 0x8;

        private final Vertx vertx;
        private final Call call;
        private final int provider;
        /** When it began to wait for another one's connection; 0 when it does not wait for that. */
        private long queuedNanos;
        private boolean left;
        private Context context;
        private HttpClientRequest request;
        /** Set and read on the context. */
        private HttpClientResponse response;
        private boolean aborted;
        private volatile boolean sent;

        Exchange(Vertx vertx, Call call, Provider provider) {
            this.vertx = vertx;
            this.call = call;
            this.provider = provider.ordinal();
            boolean queued = underWay.getAndIncrement(this.provider) >= limits.connections();
            this.queuedNanos = queued ? System.nanoTime() : 0;
        }

        /** Takes the request as soon as there is one, whether somebody still waits for it or not. */
        void opened(HttpClientRequest opened) {
            synchronized (this) {
                context = vertx.getOrCreateContext();
                request = opened;
                unqueue();
                // what goes wrong is told by the futures; without a listener the client logs it as an error too
                opened.exceptionHandler(told -> {
                });
                if (!aborted) {
                    return;
                }
            }
            reset(opened);
        }

        /** All of the request is on its way. */
        void sent() {
            sent = true;
        }

        /** Pauses in the same turn of the event loop, before any of the body is handed out. */
        void answered(HttpClientResponse head) {
            head.pause();
            response = head;
        }

        /** Whether there is a connection; without one, nothing has been learned about the provider. */
        synchronized boolean isOpen() {
            return request != null;
        }

        /** It needs no connection any more; further calls do nothing. */
        synchronized void leave() {
            if (!left) {
                left = true;
                underWay.decrementAndGet(provider);
                unqueue();
            }
        }

        /** The time in which all connections were in use is ours, although the call is waiting for the provider. */
        private void unqueue() {
            if (queuedNanos != 0) {
                call.waitedForProvider(queuedNanos - System.nanoTime());
                queuedNanos = 0;
            }
        }

        void abort() {
            HttpClientRequest toReset;
            Context on;
            synchronized (this) {
                aborted = true;
                leave();
                toReset = request;
                on = context;
            }
            if (toReset == null) {
                return;
            }
            on.runOnContext(now -> reset(toReset));
        }

        private void reset(HttpClientRequest toReset) {
            try {
                if (response != null) {
                    // a reset that we asked for is no error, and the client logs one when nobody listens
                    response.exceptionHandler(expected -> {
                    });
                }
                toReset.reset(CANCEL);
            } catch (IllegalStateException endedMeanwhile) {
                // there is nothing left to reset
            }
            // a reset closes behind what is still to be sent, which a provider that does not read never takes
            if (!sent && toReset.connection() instanceof ConnectionBase connection) {
                connection.channel().close();
            }
        }
    }
}
