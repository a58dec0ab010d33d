package io.voiceforge.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Measured usage over a period. Calls belong to the hour in which they began.
 *
 * @param totalRequests completed calls, whatever their outcome
 * @param successRate 0 to 100, over the calls that were not cancelled by their callers; null if there are none
 * @param avgLatency milliseconds from the request to the end of the call, over all calls; null if there are none
 * @param requestsToday calls since midnight UTC, whatever the report's period
 * @param charactersSynthesized code points
 * @param tokens input and output
 * @param byProvider calls by the wire name of the provider that responded; calls without one are left out
 * @param latency over all calls; null if there are none
 * @param series the steps with calls, oldest first
 */
@RegisterForReflection
public record Report(long totalRequests, Double successRate, Double avgLatency, long requestsToday, long ttsRequests,
        long sttRequests, long vadRequests, long vllmRequests, long flowRequests, long charactersSynthesized,
        double audioSecondsTranscribed, long tokens, Map<String, Long> byProvider, Percentiles latency, List<Step> series) {

    /** Percentiles of total time in milliseconds, accurate to 10 %. */
    @RegisterForReflection
    public record Percentiles(double p50, double p95, double p99) {
    }

    /**
     * One step of the time series.
     *
     * @param requests calls that began in this step
     * @param errors those of them that failed; calls cancelled by their callers do not count as failed
     */
    @RegisterForReflection
    public record Step(Instant bucketStart, long requests, long errors) {
    }
}
