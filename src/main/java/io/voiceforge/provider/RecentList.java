package io.voiceforge.provider;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * What a provider lists, as of at most a minute ago. If it is unavailable, its last list stands, and it is not asked again for
 * 5 seconds. Safe for use by several threads.
 */
public final class RecentList<T> {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Uni<List<T>> list;
    private final LongSupplier nanoClock;
    private volatile List<T> last = List.of();
    private volatile long endNanos;

    public RecentList(Supplier<Uni<List<T>>> source, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.list = Uni.createFrom().deferred(source::get)
                .ifNoItem().after(PATIENCE).fail()
                .onItem().invoke(found -> keep(found, FRESH))
                .onFailure().recoverWithItem(() -> {
                    keep(last, PAUSE);
                    return last;
                })
                .memoize().until(() -> nanoClock.getAsLong() - endNanos >= 0);
    }

    /** Never fails, and completes within 3 s. */
    public Uni<List<T>> get() {
        return list;
    }

    private void keep(List<T> found, Duration time) {
        last = found;
        endNanos = nanoClock.getAsLong() + time.toNanos();
    }
}
