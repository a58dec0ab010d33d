package io.voiceforge.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/** Logs a problem that goes on, once a minute at most, and that it is over if it has been logged at all. Thread-safe. */
public final class RateLimitedLog {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The log names the class that called, not this one. */
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

    /** Logs the problem, unless there was a line about it in the last minute. */
    public void problem(String format, Object... parameters) {
        long now = nanoClock.getAsLong();
        long last = lastNanos.get();
        if (now - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, now)) {
            open.set(true);
            log.logf(WRAPPER, level, null, format, parameters);
        }
    }

    /** Logs at INFO that the problem is over, unless nothing has been logged about it since it was over last. */
    public void over(String format, Object... parameters) {
        if (open.getAndSet(false)) {
            log.logf(WRAPPER, Logger.Level.INFO, null, format, parameters);
        }
    }
}
