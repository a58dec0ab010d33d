package io.voiceforge.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Every meter of the gateway. Label values come from enums and other small fixed sets, never from callers; an unknown key,
 * voice or model does not become a label.
 */
@ApplicationScoped
public class Metrics {

    private static final Duration[] FIRST_BYTE_BUCKETS = { Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
            Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10), Duration.ofSeconds(20) };

    private static final Duration[] OVERHEAD_BUCKETS = { Duration.ofMillis(1), Duration.ofNanos(2_500_000),
            Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
            Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5) };

    private final MeterRegistry registry;

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a caller's request that has ended; {@code outcome} is success, error, broken or cancelled. */
    public void requestEnded(String dialect, String operation, String outcome) {
        counter("voiceforge.requests", "Callers' requests by how they ended",
                Tags.of("dialect", dialect, "operation", operation, "outcome", outcome)).increment();
    }

    /** Counts one try at a provider. */
    public void providerCall(String provider, String operation, String outcome) {
        counter("voiceforge.provider.calls", "Tries at providers by how they ended",
                Tags.of("provider", provider, "operation", operation, "outcome", outcome)).increment();
    }

    /** Records how long a provider took to its first byte. */
    public void firstByte(String provider, String operation, long nanos) {
        Timer.builder("voiceforge.first.byte")
                .description("From the request to a provider until the first byte of its answer")
                .serviceLevelObjectives(FIRST_BYTE_BUCKETS)
                .tags("provider", provider, "operation", operation)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Records the gateway's own part of the time to the first byte of an answer. */
    public void overhead(String operation, long nanos) {
        Timer.builder("voiceforge.overhead")
                .description("From a request to the first byte of its answer, without the waiting for providers")
                .serviceLevelObjectives(OVERHEAD_BUCKETS)
                .tags("operation", operation)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Counts what came of asking a provider for a flow or for a turn of one; {@code question} is generation or turn,
     * {@code outcome} good, repaired or bad.
     */
    public void flowAnswer(String question, String outcome) {
        counter("voiceforge.flow.answers", "What providers wrote for flows and their turns, by whether it could be used",
                Tags.of("question", question, "outcome", outcome)).increment();
    }

    /** Counts one question to the database. */
    public void storeQuery(String operation) {
        counter("voiceforge.store.queries", "Questions to the database", Tags.of("operation", operation)).increment();
    }

    /** Counts a call whose usage was not kept, because too much waits for the store. */
    public void usageLost() {
        counter("voiceforge.usage.lost", "Calls whose usage was not kept", Tags.empty()).increment();
    }

    /** Counts a batch of usage that could not be stored and will be tried again. */
    public void usageFlushFailed() {
        counter("voiceforge.usage.flush.failures", "Tries to store a batch of usage that failed", Tags.empty()).increment();
    }

    /** Counts a credential that was not accepted. */
    public void authenticationFailed() {
        counter("voiceforge.access.failures", "Failed authentications", Tags.empty()).increment();
    }

    /** Counts a decision about a key's limits; {@code outcome} is admitted, hourly, concurrency or quota. */
    public void limitDecision(String outcome) {
        counter("voiceforge.limits.decisions", "Decisions about keys' limits", Tags.of("outcome", outcome)).increment();
    }

    /** Counts a decision that this process has made by itself because Redis could not be asked. */
    public void limitFallback(String operation) {
        counter("voiceforge.limits.fallback", "Decisions about limits without Redis, which is away",
                Tags.of("operation", operation)).increment();
    }

    /** Shows a number that is read when somebody asks for it; called once for each name and set of tags. */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        // an application that starts again in the same process would go on showing the number of the one before
        registry.find(name).tags(tags).gauges().forEach(registry::remove);
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}
