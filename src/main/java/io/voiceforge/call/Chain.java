package io.voiceforge.call;

import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;

/** What the chains of providers have in common: the time that they have, and what their last failure is to the caller. */
public final class Chain {

    private static final Logger LOG = Logger.getLogger(Chain.class);

    private Chain() {
    }

    /**
     * The chain's answer, when it comes within the limit; then, and on every failure, an {@link ApiException}, or a
     * {@link CancellationException} when the caller has left. What the call still has open at the limit is closed.
     */
    public static <T> Uni<T> within(Duration limit, Call call, Uni<T> chain) {
        return chain.ifNoItem().after(limit).fail()
                .onFailure(TimeoutException.class).invoke(call::cancel)
                .onFailure().transform(Chain::toApiException);
    }

    /** As callers are told of it: an {@link ApiException}, or the {@link CancellationException} that it is. */
    public static Throwable toApiException(Throwable failure) {
        if (failure instanceof ProviderFailure providers) {
            return providers.toApiException();
        } else if (failure instanceof TimeoutException
                || failure instanceof org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException) {
            return new ProviderFailure.TimedOut("No provider answered in time").toApiException();
        } else if (failure instanceof BulkheadException) {
            return ApiException.retryable(ErrorCode.OVERLOADED, "Too many calls at once. Try again.", Duration.ofSeconds(1));
        } else if (failure instanceof ApiException || failure instanceof CancellationException) {
            return failure;
        }
        LOG.error("A provider failed in a way that it should not", failure);
        return new ProviderFailure.Unavailable("unexpected").toApiException();
    }
}
