package io.voiceforge.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/** Logs an ongoing problem at most once a minute, and its end if the problem was logged. Thread-safe. */
public final class RateLimitedLog {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Makes the log show the calling class instead of this one. */
    private static final String WRAPPER = RateLimitedLog.class.getName();

    private final Logger log;
    private final Logger.Level level;
    private final LongSupplier nanoClock;
    private final AtomicLong lastNanos;
    private final AtomicBoolean open = new AtomicBoolean();

    public RateLimitedLog(Logger log, Logger.Level level) {
        this(log, level, System::nanoTime);
    }

    RateLimitedLog(Logger log, Logger.Level level, LongSupplier nanoClock) {
        this.log = log;
        this.level = level;
        this.nanoClock = nanoClock;
        this.lastNanos = new AtomicLong(nanoClock.getAsLong() - INTERVAL_NANOS);
    }

    /** Logs the problem unless it was logged within the last minute. */
    public void problem(String format, Object... parameters) {
        long now = nanoClock.getAsLong();
        long last = lastNanos.get();
        if (now - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, now)) {
            open.set(true);
            log.logf(WRAPPER, level, null, format, parameters);
        }
    }

    /** Logs at INFO that the problem is over, if it has been logged since it was last over. */
    public void over(String format, Object... parameters) {
        if (open.getAndSet(false)) {
            log.logf(WRAPPER, Logger.Level.INFO, null, format, parameters);
        }
    }
}
