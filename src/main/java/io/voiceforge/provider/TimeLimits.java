package io.voiceforge.provider;

import java.time.Duration;
import java.util.Optional;

import io.voiceforge.call.CallTimer;

/**
 * How long providers may take to begin an answer, or to complete one that is read as a whole.
 *
 * @param attempt for one try
 * @param remote from when the caller's request was there until the last remote provider is given up
 * @param chain the same for all providers together
 * @param firstEvent from when a provider has begun a stream of events until the first one, in place of the other three
 */
public record TimeLimits(Duration attempt, Duration remote, Duration chain, Duration firstEvent) {

    /**
     * The time that a try at a remote provider has now; zero or less when there is none left.
     *
     * @param own the provider's own limit for one try
     */
    Duration forAttempt(CallTimer timer, Optional<Duration> own) {
        Duration left = remote.minusNanos(timer.sinceReadNanos());
        Duration most = own.orElse(attempt);
        return left.compareTo(most) < 0 ? left : most;
    }
}
