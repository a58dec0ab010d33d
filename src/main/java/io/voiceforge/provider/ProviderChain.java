package io.voiceforge.provider;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.stream.CallerContext;

/**
 * Asks providers one after the other until one answers: the fallback of every operation, written once.
 * <p>
 * A provider that fails in passing gets a second try if the plan allows it. What is wrong with the caller's request ends the chain,
 * and so does a caller who leaves.
 */
@ApplicationScoped
public class ProviderChain {

    private static final Logger LOG = Logger.getLogger(ProviderChain.class);

    private final ProviderChain guarded;
    private final ProviderGuards guards;

    /** @param guarded this bean as others see it, with its annotations in force */
    ProviderChain(ProviderChain guarded, ProviderGuards guards) {
        this.guarded = guarded;
        this.guards = guards;
    }

    /**
     * The first answer, within the plan's time limits. Fails with an {@link ApiException}, or with a {@link CancellationException}
     * when the caller has left. What the call still has open at the time limit is closed.
     */
    @SuppressWarnings("unchecked")
    public <T> Uni<T> run(Plan<T> plan) {
        return plan.deadline().limit((Uni<T>) runRest((Plan<Object>) plan), plan.call().cancellation(), TimeoutException::new)
                .emitOn(CallerContext.executor())
                .onFailure(TimeoutException.class).invoke(plan.call().cancellation()::cancel)
                .onFailure(ProviderFailure.NotOffered.class)
                .transform(failure -> ((ProviderFailure.NotOffered) failure).reason().orElse(plan.unoffered()))
                .onFailure().transform(ProviderChain::toApiException);
    }

    /** A failure as callers are told of it: an {@link ApiException}, or the {@link CancellationException} that it is. */
    public static Throwable toApiException(Throwable failure) {
        if (failure instanceof ProviderFailure provider) {
            return provider.toApiException();
        } else if (failure instanceof TimeoutException) {
            return new ProviderFailure.TimedOut("No provider answered in time").toApiException();
        } else if (failure instanceof ApiException || failure instanceof CancellationException) {
            return failure;
        }
        LOG.error("A provider failed in an unforeseen way", failure);
        return new ProviderFailure.Unavailable("unforeseen").toApiException();
    }

    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Fallback(fallbackMethod = "next", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<Object> ask(Plan<Object> plan) {
        Context caller = plan.caller();
        // fault tolerance waits for a second try on a thread of its own
        return caller == null || caller == Vertx.currentContext() ? askFirst(plan)
                : Uni.createFrom().deferred(() -> askFirst(plan))
                        .runSubscriptionOn(task -> caller.runOnContext(turn -> task.run()));
    }

    private Uni<Object> askFirst(Plan<Object> plan) {
        if (plan.call().cancellation().isCancelled()) {
            return Uni.createFrom().failure(new CancellationException("The caller has left"));
        }
        Step<Object> step = plan.steps().get(0);
        ProviderFailure known = step.provider().knownFailure();
        if (known != null) {
            return Uni.createFrom().failure(known);
        }
        Uni<Object> answer = step.provider().isRemote()
                ? guards.of(step.provider().provider(), plan.operation()).attempt(plan, step.request())
                : step.request().apply(new Attempt(plan, () -> {
                }));
        return plan.isRepeatable() ? answer
                : answer.onFailure(ProviderFailure.Transient.class)
                        .transform(failure -> ((ProviderFailure.Transient) failure).lasting());
    }

    /** The fallback of {@link #ask}. */
    Uni<Object> next(Plan<Object> plan, Throwable failure) {
        return runRest(plan.rest(failure));
    }

    private Uni<Object> runRest(Plan<Object> plan) {
        if (plan.steps().isEmpty()) {
            return Uni.createFrom().failure(plan.failure() != null ? plan.failure()
                    : new ProviderFailure.NotOffered("nobody is configured for this"));
        }
        return guarded.ask(plan);
    }
}
