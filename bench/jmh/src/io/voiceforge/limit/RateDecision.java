package io.voiceforge.limit;

import java.util.UUID;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.observe.Metrics;

/** Whether a request may pass, by the limits of this process. */
@State(Scope.Benchmark)
public class RateDecision {

    private final InProcessLimits limits = new InProcessLimits(new Metrics(new SimpleMeterRegistry()));
    private final Limits hour = new Limits(UUID.randomUUID(), RateLimits.hourly(RateLimit.MAX), null);
    private final Limits all = new Limits(UUID.randomUUID(), RateLimits.hourly(RateLimit.MAX)
            .with(RateWindow.SECOND, RateLimit.MAX).with(RateWindow.MINUTE, RateLimit.MAX)
            .with(RateWindow.DAY, RateLimit.MAX), 100);
    private final Limits used = new Limits(UUID.randomUUID(), RateLimits.hourly(1), null);

    /** A limit on the requests in an hour. */
    @Benchmark
    public void admittedByOne(Blackhole hole) {
        admit(hour, hole);
    }

    /** Limits for a second, a minute, an hour and a day, and one on concurrent requests, which is released. */
    @Benchmark
    public void admittedByAll(Blackhole hole) {
        admit(all, hole);
        limits.release(all.keyId(), "request");
    }

    @Benchmark
    public void refused(Blackhole hole) {
        admit(used, hole);
    }

    private void admit(Limits of, Blackhole hole) {
        limits.admit(of, "request").subscribe().with(hole::consume);
    }
}
