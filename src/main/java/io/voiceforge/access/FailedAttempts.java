package io.voiceforge.access;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/**
 * Counts failed authentications by address to prevent brute-force attacks: after {@code voiceforge.access.failures-per-minute}
 * failures, an address is blocked until a minute after the first of them. The holder of an IPv6 address usually has the whole
 * /64 (RFC 6177), which therefore counts as one address. At most {@code voiceforge.access.remembered-addresses} addresses are
 * kept; beyond that, those with the fewest failures are evicted.
 */
@ApplicationScoped
public class FailedAttempts {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Counted separately, so that wrong keys from customers do not lock out an administrator at the same address. */
    public enum Kind {
        KEY,
        ADMIN
    }

    private record Source(Kind kind, long address) {
    }

    private record Failures(long firstNanos, int count) {
    }

    private final int limit;
    private final Ticker ticker;
    private final Metrics metrics;
    private final Cache<Source, Failures> addresses;

    @Inject
    FailedAttempts(AccessConfig config, Metrics metrics) {
        this(config.failuresPerMinute(), config.rememberedAddresses(), metrics, Ticker.systemTicker());
    }

    FailedAttempts(int limit, int maxAddresses, Metrics metrics, Ticker ticker) {
        this.limit = limit;
        this.ticker = ticker;
        this.metrics = metrics;
        this.addresses = Caffeine.newBuilder()
                .maximumSize(maxAddresses)
                .ticker(ticker)
                .executor(Runnable::run)
                // from the first failure, so that later ones do not extend it
                .expireAfter(Expiry.<Source, Failures> creating((address, failures) -> WINDOW))
                .build();
        metrics.gauge("voiceforge.access.addresses", "Addresses with a failed authentication in the last minute",
                addresses::estimatedSize);
    }

    /** Whether credentials from this address are rejected without being checked. */
    public boolean isBlocked(Kind kind, InetAddress address) {
        Failures failures = addresses.getIfPresent(source(kind, address));
        return failures != null && failures.count() >= limit;
    }

    /** Seconds, rounded up, until a blocked address is unblocked: 1 to 60; 1 if it is not blocked. */
    public long retryAfterSeconds(Kind kind, InetAddress address) {
        Failures failures = addresses.getIfPresent(source(kind, address));
        long leftNanos = failures == null ? 0 : failures.firstNanos() + WINDOW.toNanos() - ticker.read();
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(leftNanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** @throws ApiException with {@code too_many_failed_attempts} if the address is blocked */
    public void check(Kind kind, InetAddress address) {
        if (isBlocked(kind, address)) {
            throw ApiException.retryable(ErrorCode.TOO_MANY_FAILED_ATTEMPTS,
                    "Too many failed authentications from this address. Try again later.",
                    Duration.ofSeconds(retryAfterSeconds(kind, address)));
        }
    }

    /** Records a failed authentication. */
    public void failed(Kind kind, InetAddress address) {
        metrics.authenticationFailed();
        addresses.asMap().compute(source(kind, address), (key, failures) -> failures == null
                ? new Failures(ticker.read(), 1)
                : new Failures(failures.firstNanos(), failures.count() + 1));
    }

    /**
     * The network half of an IPv6 address. An IPv4 address is mapped into the IPv6 multicast range, from which no request can
     * come.
     */
    private static Source source(Kind kind, InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return new Source(kind,
                bytes.remaining() == Integer.BYTES ? -1L << Integer.SIZE | Integer.toUnsignedLong(bytes.getInt())
                        : bytes.getLong());
    }
}
