package io.voiceforge.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What was used in a time, as measured. Calls belong to the hour in which they began.
 *
 * @param totalRequests finished calls, however they ended
 * @param successRate 0 to 100, of the calls that their callers did not leave; null when there are none
 * @param avgLatency milliseconds from the request to its end, over all calls; null when there are none
 * @param requestsToday calls since midnight UTC, whatever time the report is about
 * @param charactersSynthesized code points
 * @param tokens both ways
 * @param byProvider calls by the wire name of who answered; those that nobody did are left out
 * @param latency of all calls; null when there are none
 * @param series steps with calls, oldest first
 */
@RegisterForReflection
public record Report(long totalRequests, Double successRate, Double avgLatency, long requestsToday, long ttsRequests,
        long sttRequests, long vadRequests, long vllmRequests, long flowRequests, long charactersSynthesized,
        double audioSecondsTranscribed, long tokens, Map<String, Long> byProvider, Percentiles latency, List<Step> series) {

    /** Total times in milliseconds, right to 10 %. */
    @RegisterForReflection
    public record Percentiles(double p50, double p95, double p99) {
    }

    /**
     * One step of the time series.
     *
     * @param requests calls that began in it
     * @param errors those among them that ended with an error; calls left by their callers are none
     */
    @RegisterForReflection
    public record Step(Instant bucketStart, long requests, long errors) {
    }
}
