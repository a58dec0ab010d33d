package io.voiceforge.provider.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow.Subscription;

import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.error.ProviderRefusal;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.IdleLimit;

/** One request to a provider, up to the first byte of its response: what its status means, and what became of it on the way. */
final class Post {

    private final ProviderHttp http;
    private final ProviderEndpoint endpoint;
    private final RequestOptions options;
    private final RequestBody body;
    private final boolean callerNamedModel;
    private final Attempt attempt;
    private final UniEmitter<? super ProviderResponse> emitter;
    private volatile Exchange exchange;
    private volatile Cancellable reading;
    private volatile boolean isHandedOver;
    private volatile boolean isOver;
    private boolean isSecond;

    Post(ProviderHttp http, ProviderEndpoint endpoint, String path, RequestBody body, boolean callerNamedModel, Attempt attempt,
            UniEmitter<? super ProviderResponse> emitter) {
        this.http = http;
        this.endpoint = endpoint;
        this.options = endpoint.post(path);
        this.body = body;
        this.callerNamedModel = callerNamedModel;
        this.attempt = attempt;
        this.emitter = emitter;
    }

    void send() {
        emitter.onTermination(this::end);
        begin();
    }

    private void begin() {
        exchange = http.exchange(endpoint.provider(), attempt);
        if (isOver) {
            return;
        }
        http.send(exchange, options, body).onComplete(head -> {
            if (head.succeeded()) {
                answered(head.result());
            } else {
                failed(head.cause());
            }
        });
    }

    /** Whoever asked has given up, or has the response or a failure. */
    private void end() {
        isOver = true;
        if (isHandedOver) {
            return;
        }
        if (reading != null) {
            reading.cancel();
        }
        Exchange open = exchange;
        if (open != null) {
            open.abort();
        }
    }

    private void failed(Throwable failure) {
        exchange.abort();
        // servers close idle connections without a word: what was sent on one that is gone has not been read
        if (failure instanceof Exchange.DeadConnection && !isSecond) {
            isSecond = true;
            begin();
            return;
        }
        emitter.fail(attempt.cancellation().isCancelled() ? new CancellationException("The caller has left")
                : asProviderFailure(failure));
    }

    private void answered(HttpClientResponse response) {
        ProviderId provider = endpoint.provider();
        String mediaType = StatusRules.mediaType(response.getHeader(HttpHeaders.CONTENT_TYPE));
        ProviderFailure failure = endpoint.statusRule().failure(provider, response.statusCode(), mediaType,
                response.getHeader(HttpHeaders.RETRY_AFTER), callerNamedModel);
        if (failure != null) {
            reading = Refusals.collect(response, attempt.memory())
                    .subscribe().with(refusal -> failed(explained(failure, refusal)), this::failed);
            return;
        }
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            failed(new ProviderFailure.Unavailable(provider + ": compressed in a way that cannot be read"));
            return;
        }
        boolean isStream = mediaType.equals("text/event-stream");
        if (isStream) {
            attempt.streaming();
        }
        Exchange answering = exchange;
        reading = FirstItem
                .of(MultiHelper.toMulti(response), () -> new ProviderFailure.Unavailable(provider + ": empty answer"))
                .subscribe().with(chunks -> {
                    isHandedOver = true;
                    emitter.complete(new ProviderResponse(provider, mediaType, attempt.memory(),
                            released(IdleLimit.on(chunks, http.idle(isStream), this::silent), answering)));
                }, this::failed);
    }

    private ProviderFailure explained(ProviderFailure failure, Buffer body) {
        if (!(failure instanceof ProviderFailure.RejectedCaller rejected)) {
            return failure;
        }
        ProviderRefusal refusal = Refusals.read(body);
        return Refusals.isAboutOperator(refusal)
                ? new ProviderFailure.RejectedOperator(endpoint.provider() + ": rejects the key or the account")
                : rejected.because(refusal);
    }

    private ProviderFailure silent() {
        return new ProviderFailure.TimedOut(endpoint.provider() + ": silent in the middle of an answer");
    }

    private ProviderFailure asProviderFailure(Throwable failure) {
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

    /** The same, with the connection freed at its end, and failures as those of a provider. */
    private Multi<Buffer> released(Multi<Buffer> chunks, Exchange answering) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Buffer> reader) {
                chunks.subscribe().withSubscriber(new Released(reader, answering));
            }
        };
    }

    private final class Released implements MultiSubscriber<Buffer>, Subscription {

        private final MultiSubscriber<? super Buffer> reader;
        private final Exchange answering;
        private Subscription source;

        Released(MultiSubscriber<? super Buffer> reader, Exchange answering) {
            this.reader = reader;
            this.answering = answering;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            source.request(n);
        }

        @Override
        public void onItem(Buffer chunk) {
            reader.onItem(chunk);
        }

        @Override
        public void onCompletion() {
            answering.leave();
            reader.onCompletion();
        }

        @Override
        public void onFailure(Throwable failure) {
            answering.abort();
            reader.onFailure(asProviderFailure(failure));
        }

        @Override
        public void cancel() {
            source.cancel();
            answering.abort();
        }
    }
}
