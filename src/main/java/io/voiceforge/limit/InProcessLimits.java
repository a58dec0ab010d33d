package io.voiceforge.limit;

import java.time.Duration;
import java.time.YearMonth;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.voiceforge.key.RateWindow;
import io.voiceforge.observe.Metrics;

/**
 * Limits of this process alone, measured by its monotonic clock. Thread-safe; a decision briefly takes a lock that belongs to
 * the key, and one of its customer if that has limits.
 * <p>
 * A key takes at most about 1 KB for each of its rate limits, plus one permit for each of its running requests. Nothing that
 * still counts is evicted: there are only entries for existing keys that were used in the time of a rate limit, or against a
 * quota this month. All others are dropped when new keys arrive, at most once a minute.
 */
@ApplicationScoped
@Typed(InProcessLimits.class)
public class InProcessLimits implements LimitStore {

    /** How long to wait after the usage records could not be read. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(5);
    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * @param decision null if no decision is possible yet
     * @param after what must complete before a decision is possible, or null
     */
    private record Attempt(QuotaDecision decision, CompletableFuture<Void> after, boolean isMineToLoad) {
    }

    private final ConcurrentHashMap<UUID, KeyCounts> keys = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;
    private final AtomicLong lastSweep = new AtomicLong();
    private final AtomicReference<YearMonth> newestMonth = new AtomicReference<>();

    @Inject
    public InProcessLimits(Metrics metrics) {
        this(sinceNow(System::nanoTime));
        metrics.gauge("voiceforge.limits.keys", "Keys and customers whose usage is counted in this process", keys::size);
    }

    /** @param nanoClock may stand still or go backwards; limits then last longer, never shorter */
    InProcessLimits(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public Uni<Admission> admit(Limits limits, String requestId) {
        // always the key's lock before its customer's
        return Uni.createFrom().item(() -> with(limits.keyId(), counts -> limits.customerId() == null
                ? counts.admit(limits, requestId, nanoClock.getAsLong(), null)
                : with(limits.customerId(),
                        customer -> counts.admit(limits, requestId, nanoClock.getAsLong(), customer))));
    }

    @Override
    public void release(UUID keyId, String requestId) {
        KeyCounts counts = keys.get(keyId);
        if (counts != null) {
            synchronized (counts) {
                counts.release(requestId);
            }
        }
    }

    /**
     * {@inheritDoc}
     * If the usage records fail or take more than 5 s, they count as zero and are read again 10 s later.
     */
    @Override
    public Uni<QuotaDecision> reserve(UUID keyId, YearMonth month, QuotaUnit unit, long limit, long amount,
            Supplier<Uni<Long>> usedBefore) {
        noteMonth(month);
        return Uni.createFrom().deferred(() -> {
            Load mine = new Load(keyId, month, unit);
            Attempt attempt = with(keyId, counts -> {
                QuotaCounter use = counts.month(month, unit);
                boolean toBeLoaded = use.isToBeLoaded(nanoClock.getAsLong());
                if (toBeLoaded) {
                    use.loading(mine);
                }
                return use.isReady() ? new Attempt(use.reserve(limit, amount), null, toBeLoaded)
                        : new Attempt(null, use.load(), toBeLoaded);
            });
            if (attempt.isMineToLoad()) {
                mine.start(usedBefore);
            }
            // a separate stage: cancelling it leaves the shared one running
            return attempt.after() == null ? Uni.createFrom().item(attempt.decision())
                    : Uni.createFrom().completionStage(() -> attempt.after().thenApply(nothing -> nothing))
                            .chain(() -> reserve(keyId, month, unit, limit, amount, usedBefore));
        });
    }

    @Override
    public void settle(UUID keyId, YearMonth month, QuotaUnit unit, long difference) {
        KeyCounts counts = keys.get(keyId);
        if (counts != null) {
            synchronized (counts) {
                counts.settle(month, unit, difference);
            }
        }
    }

    /** Replaces the local count with the authoritative one. */
    public void correct(UUID keyId, YearMonth month, QuotaUnit unit, long used) {
        noteMonth(month);
        with(keyId, counts -> {
            counts.month(month, unit).correct(used);
            return null;
        });
    }

    /**
     * Records how many requests of a window all replicas have counted together, for when this process must decide alone.
     */
    public void mirror(UUID holder, RateWindow window, long counted) {
        with(holder, counts -> {
            counts.counter(window).mirror(counted, nanoClock.getAsLong());
            return null;
        });
    }

    /**
     * Returns the requests of a window that this process admitted alone and has not reported yet; the caller must report them
     * now.
     */
    public int takeOwed(UUID holder, RateWindow window) {
        return keys.containsKey(holder) ? with(holder, counts -> counts.counter(window).takeOwed(nanoClock.getAsLong())) : 0;
    }

    /** Takes back requests that could not be reported. */
    public void owe(UUID holder, RateWindow window, int requests) {
        if (requests > 0) {
            with(holder, counts -> {
                counts.counter(window).owe(requests, nanoClock.getAsLong());
                return null;
            });
        }
    }

    /** Drops one locally admitted request that was also counted for all replicas, because their answer came late. */
    public void forgive(UUID holder) {
        with(holder, counts -> {
            counts.forgive();
            return null;
        });
    }

    /** Drops the keys for which nothing counts any more. */
    void sweep() {
        keys.forEach((id, counts) -> {
            synchronized (counts) {
                if (counts.dropIfIdle(nanoClock.getAsLong(), newestMonth.get())) {
                    keys.remove(id, counts);
                }
            }
        });
    }

    int keyCount() {
        return keys.size();
    }

    int bucketsOf(UUID keyId, RateWindow window) {
        return keys.get(keyId).counter(window).capacity();
    }

    private <T> T with(UUID keyId, Function<KeyCounts, T> decision) {
        while (true) {
            KeyCounts counts = keys.get(keyId);
            if (counts == null) {
                sweepNowAndThen();
                counts = keys.computeIfAbsent(keyId, id -> new KeyCounts());
            }
            synchronized (counts) {
                if (!counts.isDropped()) {
                    return decision.apply(counts);
                }
            }
        }
    }

    private void sweepNowAndThen() {
        long now = nanoClock.getAsLong();
        long last = lastSweep.get();
        if (now - last >= SWEEP_NANOS && lastSweep.compareAndSet(last, now)) {
            Infrastructure.getDefaultWorkerPool().execute(this::sweep);
        }
    }

    private void noteMonth(YearMonth month) {
        YearMonth newest = newestMonth.get();
        if (newest == null || month.isAfter(newest)) {
            newestMonth.accumulateAndGet(month, (old, given) -> old == null || given.isAfter(old) ? given : old);
        }
    }

    private static LongSupplier sinceNow(LongSupplier clock) {
        long start = clock.getAsLong();
        return () -> clock.getAsLong() - start;
    }

    /** Reads the usage records once; completes when the result, or the failure, has been noted. */
    private final class Load extends CompletableFuture<Void> {

        private final UUID keyId;
        private final YearMonth month;
        private final QuotaUnit unit;

        Load(UUID keyId, YearMonth month, QuotaUnit unit) {
            this.keyId = keyId;
            this.month = month;
            this.unit = unit;
        }

        void start(Supplier<Uni<Long>> usedBefore) {
            Uni.createFrom().deferred(usedBefore::get).ifNoItem().after(LOAD_TIMEOUT).fail().subscribe().with(
                    recorded -> end(use -> use.loaded(recorded)),
                    failure -> end(use -> use.failed(nanoClock.getAsLong() + ASK_AGAIN.toNanos())));
        }

        private void end(Consumer<QuotaCounter> result) {
            with(keyId, counts -> {
                result.accept(counts.month(month, unit));
                return null;
            });
            complete(null);
        }
    }
}
