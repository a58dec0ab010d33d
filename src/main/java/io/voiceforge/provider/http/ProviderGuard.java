package io.voiceforge.provider.http;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;

/** Stands before one operation of one provider: its breaker, and the meters and the span of each try. */
public final class ProviderGuard {

    private final Provider provider;
    private final Operation operation;
    private final Breaker breaker;
    private final Metrics metrics;
    private final Traces traces;

    ProviderGuard(Provider provider, Operation operation, Breaker breaker, Metrics metrics, Traces traces) {
        this.traces = traces;
        this.provider = provider;
        this.operation = operation;
        this.breaker = breaker;
        this.metrics = metrics;
    }

    /**
     * Makes one try when the breaker allows it. The try counts until its first byte, which completes the Uni; until then the
     * call is waiting for the provider.
     */
    public <T> Uni<T> attempt(Call call, Supplier<Uni<? extends T>> request) {
        return Uni.createFrom().deferred(() -> {
            Breaker.Permit permit = breaker.tryAcquire();
            if (permit == null) {
                count("breaker_open");
                return Uni.createFrom().failure(new ProviderFailure.Unavailable(provider.wireName() + ": breaker is open"));
            }
            Traces.Span span = traces.begin(provider, operation);
            long start = System.nanoTime();
            call.waitsForProvider();
            return Uni.createFrom().<T> deferred(request)
                    .onItem().invoke(() -> {
                        long nanos = System.nanoTime() - start;
                        call.waitedForProvider(nanos);
                        permit.success();
                        ended("success", span);
                        metrics.firstByte(provider.wireName(), operation.wireName(), nanos);
                    })
                    .onFailure().invoke(failure -> {
                        call.waitedForProvider(System.nanoTime() - start);
                        failed(failure, permit, span);
                    })
                    .onCancellation().invoke(() -> {
                        call.waitedForProvider(System.nanoTime() - start);
                        permit.release();
                        ended("cancelled", span);
                    });
        });
    }

    Provider provider() {
        return provider;
    }

    Operation operation() {
        return operation;
    }

    Breaker breaker() {
        return breaker;
    }

    private void failed(Throwable failure, Breaker.Permit permit, Traces.Span span) {
        ended(outcome(failure), span);
        if (failure instanceof ProviderFailure.RejectedCaller || failure instanceof ProviderFailure.NotOffered
                || failure instanceof ProviderFailure.Waking || failure instanceof ProviderFailure.Busy
                || failure instanceof CancellationException
                || failure instanceof ApiException) {
            permit.release();
        } else {
            permit.failure();
        }
    }

    private static String outcome(Throwable failure) {
        if (failure instanceof ProviderFailure.NotOffered) {
            return "not_offered";
        } else if (failure instanceof ProviderFailure.Waking) {
            return "waking";
        } else if (failure instanceof ProviderFailure.Busy) {
            return "busy";
        } else if (failure instanceof ProviderFailure.TimedOut) {
            return "timeout";
        } else if (failure instanceof ProviderFailure.RejectedCaller) {
            return "rejected_caller";
        } else if (failure instanceof ProviderFailure.RejectedOperator) {
            return "rejected_operator";
        } else if (failure instanceof CancellationException) {
            return "cancelled";
        }
        return "unavailable";
    }

    private void ended(String outcome, Traces.Span span) {
        count(outcome);
        span.end(outcome);
    }

    private void count(String outcome) {
        metrics.providerCall(provider.wireName(), operation.wireName(), outcome);
    }
}
