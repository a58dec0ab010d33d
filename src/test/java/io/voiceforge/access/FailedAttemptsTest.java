package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voiceforge.access.FailedAttempts.Kind;
import io.voiceforge.key.AddressRange;
import io.voiceforge.observe.Metrics;

@Timeout(60)
class FailedAttemptsTest {

    private static final int LIMIT = 60;
    private static final int MAX_ADDRESSES = 1000;
    private static final InetAddress ADDRESS = address("203.0.113.7");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    // a clock that is about to overflow, as System.nanoTime() may be
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
    private final FailedAttempts attempts = new FailedAttempts(LIMIT, MAX_ADDRESSES, new Metrics(registry), clock::get);

    @ParameterizedTest
    @ValueSource(strings = { "203.0.113.7", "2001:db8::7", "0.0.0.0", "::1" })
    void letsSixtyFailAndBlocksTheNext(String text) {
        InetAddress address = address(text);
        for (int i = 0; i < LIMIT; i++) {
            assertThat(attempts.isBlocked(Kind.KEY, address)).isFalse();
            attempts.failed(Kind.KEY, address);
        }

        assertThat(attempts.isBlocked(Kind.KEY, address)).isTrue();
        assertThat(attempts.isBlocked(Kind.KEY, address("198.51.100.1"))).isFalse();
        assertThat(attempts.isBlocked(Kind.KEY, address("2001:db9::1"))).isFalse();
    }

    @Test
    void hearsAnAddressAgainAMinuteAfterItsFirstFailure() {
        // Given
        attempts.failed(Kind.KEY, ADDRESS);
        pass(Duration.ofSeconds(50));
        fail(ADDRESS, LIMIT);

        // When
        pass(Duration.ofSeconds(10).minusNanos(1));
        boolean before = attempts.isBlocked(Kind.KEY, ADDRESS);
        pass(Duration.ofNanos(1));

        // Then
        assertThat(before).isTrue();
        assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isFalse();

        // and the count begins anew
        fail(ADDRESS, LIMIT - 1);
        assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isFalse();
        attempts.failed(Kind.KEY, ADDRESS);
        assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isTrue();
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(60);
    }

    @Test
    void isNotProlongedByLookingOrByFurtherFailures() {
        fail(ADDRESS, LIMIT);
        for (int i = 0; i < 59; i++) {
            pass(Duration.ofSeconds(1));
            attempts.failed(Kind.KEY, ADDRESS);
            assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isTrue();
        }
        pass(Duration.ofSeconds(1));

        assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isFalse();
    }

    @Test
    void saysHowManySecondsAreLeftAndNeverNone() {
        fail(ADDRESS, LIMIT);
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(60);
        pass(Duration.ofNanos(1));
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(60);
        pass(Duration.ofSeconds(1));
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(59);
        pass(Duration.ofSeconds(58));
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(attempts.retryAfterSeconds(Kind.KEY, ADDRESS)).isEqualTo(1);
        assertThat(attempts.retryAfterSeconds(Kind.KEY, address("198.51.100.1"))).isEqualTo(1);
    }

    @Test
    void countsANetworkOfIpv6AsOneAndEachAddressOfIpv4() {
        for (int i = 0; i < LIMIT; i++) {
            attempts.failed(Kind.KEY, address("2001:db8:0:1:" + Integer.toHexString(i) + "::1"));
            attempts.failed(Kind.KEY, address("198.51.100." + i));
        }

        assertThat(attempts.isBlocked(Kind.KEY, address("2001:db8:0:1:ffff:ffff:ffff:ffff"))).isTrue();
        assertThat(attempts.isBlocked(Kind.KEY, address("2001:db8:0:2::1"))).isFalse();
        assertThat(attempts.isBlocked(Kind.KEY, address("2001:db8::1"))).isFalse();
        assertThat(attempts.isBlocked(Kind.KEY, address("198.51.100.1"))).isFalse();
    }

    @Test
    void doesNotTakeIpv6LoopbackForAnAddressOfIpv4() {
        fail(address("0.0.0.0"), LIMIT);

        assertThat(attempts.isBlocked(Kind.KEY, address("::1"))).isFalse();
    }

    @Test
    void remembersNoMoreAddressesThanConfiguredButThoseThatFailMost() {
        // Given
        fail(ADDRESS, LIMIT);

        // When
        for (int i = 0; i < 100_000; i++) {
            attempts.failed(Kind.KEY, address("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)));
            assertThat(remembered()).isLessThanOrEqualTo(MAX_ADDRESSES + 1);
            if (i % 100 == 0) {
                assertThat(attempts.isBlocked(Kind.KEY, ADDRESS)).isTrue();
            }
        }

        // Then
        assertThat(remembered()).isLessThanOrEqualTo(MAX_ADDRESSES);
        assertThat(registry.get("voiceforge.access.failures").counter().count()).isEqualTo(100_000 + LIMIT);
    }

    @Test
    void forgetsAddressesWhenTheirMinuteIsOver() {
        for (int i = 0; i < 200; i++) {
            attempts.failed(Kind.KEY, address("10.0.0." + i));
        }
        pass(Duration.ofMinutes(3));
        attempts.failed(Kind.KEY, ADDRESS);

        assertThat(remembered()).isEqualTo(1);
    }

    @Test
    void countsWhatFailsAtTheSameTime() throws Exception {
        // Given
        int failures = 10_000;
        FailedAttempts many = new FailedAttempts(failures, MAX_ADDRESSES, new Metrics(registry), clock::get);
        ExecutorService threads = Executors.newFixedThreadPool(8);

        // When
        for (int i = 0; i < failures - 1; i++) {
            threads.execute(() -> many.failed(Kind.KEY, ADDRESS));
        }
        threads.shutdown();

        // Then
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(many.isBlocked(Kind.KEY, ADDRESS)).isFalse();
        many.failed(Kind.KEY, ADDRESS);
        assertThat(many.isBlocked(Kind.KEY, ADDRESS)).isTrue();
    }

    @Test
    void namesNoAddressInItsMeters() {
        attempts.failed(Kind.KEY, ADDRESS);

        assertThat(registry.getMeters()).hasSize(2)
                .allSatisfy(meter -> assertThat(meter.getId().getTags()).isEmpty());
    }

    private void fail(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(Kind.KEY, address);
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private double remembered() {
        return registry.get("voiceforge.access.addresses").gauge().value();
    }

    private static InetAddress address(String text) {
        return AddressRange.address(text).orElseThrow();
    }
}
