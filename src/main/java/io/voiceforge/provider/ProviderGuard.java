package io.voiceforge.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallTimer;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;

/** Stands before one operation of one remote provider: circuit breaker, time limit, meters and the span of each attempt. */
final class ProviderGuard {

    private final ProviderId provider;
    private final Operation operation;
    /** In place of the operation's usual limit for one try. */
    private final Optional<Duration> firstByte;
    private final CircuitBreaker breaker;
    private final Metrics metrics;
    private final Traces traces;
    private final RecentCalls recent = new RecentCalls();

    ProviderGuard(ProviderSettings provider, Operation operation, CircuitBreaker breaker, Metrics metrics, Traces traces) {
        this.provider = provider.id();
        this.firstByte = provider.named().flatMap(NamedServer::firstByte);
        this.operation = operation;
        this.breaker = breaker;
        this.metrics = metrics;
        this.traces = traces;
    }

    /**
     * Makes one attempt if the circuit breaker allows it and there is time left. Until the attempt completes, which it does at the
     * first byte, the call is waiting for the provider.
     */
    <T> Uni<T> attempt(Plan<T> plan, Function<Attempt, Uni<T>> request) {
        return Uni.createFrom().deferred(() -> {
            CallTimer timer = plan.call().timer();
            Duration limit = plan.limits().forAttempt(timer, firstByte);
            if (limit.isNegative() || limit.isZero()) {
                return Uni.createFrom().failure(timedOut());
            }
            CircuitBreaker.Permit permit = breaker.tryAcquire();
            if (permit == null) {
                count("breaker_open");
                return Uni.createFrom().failure(new ProviderFailure.Unavailable(provider + ": circuit breaker is open"));
            }
            Traces.Span span = traces.begin(provider.name(), operation.wireName());
            Deadline deadline = new Deadline(limit);
            Attempt attempt = new Attempt(plan, () -> {
                deadline.extend(plan.limits().firstEvent());
                plan.deadline().extend(plan.limits().firstEvent());
            });
            long start = System.nanoTime();
            timer.waitsForProvider();
            return deadline.limit(Uni.createFrom().deferred(() -> request.apply(attempt)), attempt.cancellation(),
                    () -> attempt.isQueued() ? noConnection() : timedOut())
                    .onItem().invoke(() -> {
                        long nanos = System.nanoTime() - start;
                        timer.waitedForProvider(nanos);
                        permit.success();
                        recent.succeeded(nanos);
                        ended("success", span);
                        metrics.firstByte(provider.name(), operation.wireName(), nanos);
                    })
                    .onFailure().invoke(failure -> {
                        timer.waitedForProvider(System.nanoTime() - start);
                        failed(failure, permit, span, isWhole(attempt));
                    })
                    .onCancellation().invoke(() -> {
                        timer.waitedForProvider(System.nanoTime() - start);
                        permit.release();
                        ended("cancelled", span);
                    });
        });
    }

    ProviderId provider() {
        return provider;
    }

    Operation operation() {
        return operation;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    RecentCalls recent() {
        return recent;
    }

    /** How long a whole answer in chat takes is a matter of its length. */
    private boolean isWhole(Attempt attempt) {
        return operation == Operation.CHAT && !attempt.isStreamExpected();
    }

    private ProviderFailure timedOut() {
        return new ProviderFailure.TimedOut(provider + ": no answer in time");
    }

    private ProviderFailure noConnection() {
        return new ProviderFailure.Busy(provider + ": no connection became free");
    }

    private void failed(Throwable failure, CircuitBreaker.Permit permit, Traces.Span span,
            boolean isWhole) {
        ended(outcome(failure), span);
        if (failure instanceof ProviderFailure provider && !provider.countsAgainstProvider()
                || failure instanceof CancellationException || failure instanceof ApiException) {
            permit.release();
        } else if (failure instanceof ProviderFailure.TimedOut && isWhole) {
            permit.late();
        } else {
            permit.failure();
            recent.failed(failure, outcome(failure));
        }
    }

    private static String outcome(Throwable failure) {
        if (failure instanceof ProviderFailure known) {
            return known.outcome();
        }
        return failure instanceof CancellationException ? "cancelled" : "unavailable";
    }

    private void ended(String outcome, Traces.Span span) {
        count(outcome);
        span.end(outcome);
    }

    private void count(String outcome) {
        metrics.providerCall(provider.name(), operation.wireName(), outcome);
    }
}
