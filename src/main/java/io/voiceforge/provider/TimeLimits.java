package io.voiceforge.provider;

import java.time.Duration;

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

    /** The time that a try at a remote provider has now; zero or less when there is none left. */
    Duration forAttempt(CallTimer timer) {
        Duration left = remote.minusNanos(timer.sinceReadNanos());
        return left.compareTo(attempt) < 0 ? left : attempt;
    }
}
