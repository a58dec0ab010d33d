package io.voiceforge.provider;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.voiceforge.error.ProviderFailure;

/**
 * How long a second try waits: what the provider asked for, else 50 to 150 ms, spread so that callers do not return together.
 */
public final class RetryDelay implements CustomBackoffStrategy {

    @Override
    public void init(long initialDelayInMillis) {
        // one retry only: there is nothing to grow from
    }

    @Override
    public long nextDelayInMillis(Throwable failure) {
        Duration asked = failure instanceof ProviderFailure.Transient again ? again.retryAfter() : Duration.ZERO;
        return asked.toMillis() + ThreadLocalRandom.current().nextLong(50, 150);
    }
}
