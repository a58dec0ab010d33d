package io.voiceforge.observe;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * All meters of the gateway. Label values come from enums and other small fixed sets, never from callers: an unknown key, voice
 * or model does not become a label.
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
    /** As many as there are meters with these labels: each is made once and not looked up by its tags at every call. */
    private final ConcurrentMap<Labels, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Labels, Timer> timers = new ConcurrentHashMap<>();

    /** A meter and the values of its labels, as far as it has them. */
    private record Labels(String meter, String first, String second, String third) {
    }

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a completed request; {@code outcome} is success, error, broken or cancelled. */
    public void requestEnded(String dialect, String operation, String outcome) {
        counters.computeIfAbsent(new Labels("voiceforge.requests", dialect, operation, outcome),
                labels -> counter("voiceforge.requests", "Callers' requests by outcome",
                        Tags.of("dialect", dialect, "operation", operation, "outcome", outcome)))
                .increment();
    }

    /** Counts one attempt at a provider. */
    public void providerCall(String provider, String operation, String outcome) {
        counters.computeIfAbsent(new Labels("voiceforge.provider.calls", provider, operation, outcome),
                labels -> counter("voiceforge.provider.calls", "Attempts at providers by outcome",
                        Tags.of("provider", provider, "operation", operation, "outcome", outcome)))
                .increment();
    }

    /** Records a provider's time to first byte. */
    public void firstByte(String provider, String operation, long nanos) {
        timers.computeIfAbsent(new Labels("voiceforge.first.byte", provider, operation, null),
                labels -> Timer.builder("voiceforge.first.byte")
                        .description("Time from the request to a provider to the first byte of its response")
                        .serviceLevelObjectives(FIRST_BYTE_BUCKETS)
                        .tags("provider", provider, "operation", operation)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Records the gateway's own share of the time to first byte. */
    public void overhead(String operation, long nanos) {
        timers.computeIfAbsent(new Labels("voiceforge.overhead", operation, null, null),
                labels -> Timer.builder("voiceforge.overhead")
                        .description("Time from a request to the first byte of its response, excluding the wait for providers")
                        .serviceLevelObjectives(OVERHEAD_BUCKETS)
                        .tags("operation", operation)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Counts what a provider wrote for a flow or one of its turns; {@code question} is generation or turn, {@code outcome}
     * good, repaired or bad.
     */
    public void flowAnswer(String question, String outcome) {
        counter("voiceforge.flow.answers", "Provider output for flows and their turns, by whether it was usable",
                Tags.of("question", question, "outcome", outcome)).increment();
    }

    /** Adds what an answer has cost, in micro-dollars. */
    public void cost(String provider, String operation, long micros) {
        counters.computeIfAbsent(new Labels("voiceforge.cost.micros", provider, operation, null),
                labels -> counter("voiceforge.cost.micros", "What providers have charged, in millionths of a US dollar",
                        Tags.of("provider", provider, "operation", operation)))
                .increment(micros);
    }

    /** Counts an answer whose cost is unknown, because there is no price for it. */
    public void costUnknown(String provider, String operation) {
        counters.computeIfAbsent(new Labels("voiceforge.cost.unknown", provider, operation, null),
                labels -> counter("voiceforge.cost.unknown", "Answers of providers that have no price",
                        Tags.of("provider", provider, "operation", operation)))
                .increment();
    }

    /** Counts a request for speech that may come from the cache; {@code result} is hit or miss. */
    public void speechCache(String result) {
        counters.computeIfAbsent(new Labels("voiceforge.speech.cache.requests", result, null, null),
                labels -> counter("voiceforge.speech.cache.requests", "Requests for speech of keys that use the cache",
                        Tags.of("result", result)))
                .increment();
    }

    /** Counts an entry of the speech cache that had to make room. */
    public void speechCacheEvicted() {
        counter("voiceforge.speech.cache.evictions", "Entries that had to make room in the speech cache", Tags.empty())
                .increment();
    }

    /** Counts one database query. */
    public void storeQuery(String operation) {
        counter("voiceforge.store.queries", "Database queries", Tags.of("operation", operation)).increment();
    }

    /** Counts a call whose usage was dropped because too much is waiting to be stored. */
    public void usageLost() {
        counter("voiceforge.usage.lost", "Calls whose usage was lost", Tags.empty()).increment();
    }

    /** Counts a failed attempt to store a batch of usage, which will be retried. */
    public void usageFlushFailed() {
        counter("voiceforge.usage.flush.failures", "Failed attempts to store a batch of usage", Tags.empty()).increment();
    }

    /** Counts a line of the access log that was lost because too many were waiting. */
    public void accessLogLost() {
        counter("voiceforge.access.log.lost", "Lines of the access log that were lost", Tags.empty()).increment();
    }

    /** Counts a request that was given up because all requests together buffer too much. */
    public void memoryRefused() {
        counter("voiceforge.memory.refused", "Requests given up because too many bytes are buffered", Tags.empty()).increment();
    }

    /** Counts a rejected credential. */
    public void authenticationFailed() {
        counter("voiceforge.access.failures", "Failed authentications", Tags.empty()).increment();
    }

    /** Counts a decision on a key's limits; {@code outcome} is admitted, or the limit that has refused. */
    public void limitDecision(String outcome) {
        counters.computeIfAbsent(new Labels("voiceforge.limits.decisions", outcome, null, null),
                labels -> counter("voiceforge.limits.decisions", "Decisions on keys' limits", Tags.of("outcome", outcome)))
                .increment();
    }

    /** Counts a decision that this process made alone because Redis was unavailable. */
    public void limitFallback(String operation) {
        counter("voiceforge.limits.fallback", "Decisions on limits made without Redis because it was unavailable",
                Tags.of("operation", operation)).increment();
    }

    /** Registers a gauge, whose value is read on each scrape. Call it once per name and set of tags. */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        // otherwise an application restarted in the same process would keep showing its predecessor's value
        registry.find(name).tags(tags).gauges().forEach(registry::remove);
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}
