package io.voiceforge.provider;

import java.util.List;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;

/**
 * What is to be asked, and of whom.
 *
 * @param steps the first is the next to be asked
 * @param isRepeatable whether a provider that fails in passing is asked a second time
 * @param unoffered what callers are told when no provider offers this
 * @param failure what callers are told if nobody is left; null before the first failure
 * @param deadline of all steps together
 * @param caller on which everything runs and ends; null where there is no Vert.x context
 */
public record Plan<T>(Operation operation, CallContext call, TimeLimits limits, List<Step<T>> steps, boolean isRepeatable,
        ApiException unoffered, Throwable failure, Deadline deadline, Context caller) {

    public Plan(Operation operation, CallContext call, TimeLimits limits, List<Step<T>> steps, boolean isRepeatable) {
        this(operation, call, limits, steps, isRepeatable, new ProviderFailure.NotOffered("nobody").toApiException(), null,
                new Deadline(limits.chain()), Vertx.currentContext());
    }

    /** The same, with other words for when no provider offers this. */
    public Plan<T> orElse(ApiException newUnoffered) {
        return new Plan<>(operation, call, limits, steps, isRepeatable, newUnoffered, failure, deadline, caller);
    }

    /** The plan without its first step, which has failed. */
    Plan<T> rest(Throwable stepFailure) {
        return new Plan<>(operation, call, limits, steps.subList(1, steps.size()), isRepeatable, unoffered,
                moreTelling(failure, stepFailure), deadline, caller);
    }

    /** Whether a provider has failed; one that does not offer what was asked has not. */
    boolean isFallback() {
        return failure != null && !(failure instanceof ProviderFailure.NotOffered);
    }

    /** A provider that does not offer what was asked says less than one that tried and failed. */
    private static Throwable moreTelling(Throwable earlier, Throwable later) {
        return earlier == null || !(later instanceof ProviderFailure.NotOffered)
                || earlier instanceof ProviderFailure.NotOffered
                        ? later
                        : earlier;
    }
}
