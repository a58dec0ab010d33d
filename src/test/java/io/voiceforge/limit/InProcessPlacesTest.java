package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.voiceforge.key.RateLimits;

class InProcessPlacesTest {

    private static final UUID KEY = UUID.randomUUID();

    private final InProcessLimits limits = new InProcessLimits(() -> 0);

    @Test
    void aThirdRequestAtOnceWaitsForOneOfTwoToEndAndIsNotCounted() {
        // Given
        admit("a");
        admit("b");

        // When
        Admission third = admit("c");

        // Then
        assertThat(third.refusedBy()).isEqualTo(Admission.Refusal.CONCURRENCY);
        assertThat(third.remaining()).isEqualTo(98);
        limits.release(KEY, "a");
        assertThat(admit("c")).extracting(Admission::isAdmitted, Admission::remaining).containsExactly(true, 97);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        // Given
        admit("a");
        admit("b");

        // When
        limits.release(KEY, "a");
        limits.release(KEY, "a");
        limits.release(KEY, "never admitted");
        limits.release(UUID.randomUUID(), "of nobody");

        // Then
        assertThat(admit("c").isAdmitted()).isTrue();
        assertThat(admit("d").isAdmitted()).isFalse();
    }

    @Test
    void aRefusedRequestHasNoPlaceToGiveBack() {
        // Given
        admit("a");
        admit("b");
        admit("c");

        // When
        limits.release(KEY, "c");

        // Then
        assertThat(admit("d").isAdmitted()).isFalse();
    }

    @Test
    void withoutALimitNothingIsHeld() {
        // Given
        Limits unlimited = new Limits(KEY, RateLimits.hourly(100), null);
        for (int i = 0; i < 50; i++) {
            limits.admit(unlimited, "u" + i).await().indefinitely();
        }

        // Then
        assertThat(admit("a").isAdmitted()).isTrue();
    }

    @Test
    void neverMoreThanAllowedAtOnceAmong64Threads() throws Exception {
        // Given
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Limits seven = new Limits(KEY, RateLimits.hourly(1_000_000), 7);

        // When
        Parallel.admitted(64, 50_000, i -> {
            Admission admission = limits.admit(seven, "r" + i).await().indefinitely();
            if (admission.isAdmitted()) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                limits.release(KEY, "r" + i);
            }
            return admission;
        });

        // Then
        assertThat(most.get()).isBetween(1, 7);
        for (int i = 0; i < 7; i++) {
            assertThat(limits.admit(seven, "last" + i).await().indefinitely().isAdmitted()).isTrue();
        }
    }

    private Admission admit(String requestId) {
        return limits.admit(new Limits(KEY, RateLimits.hourly(100), 2), requestId).await().indefinitely();
    }
}
