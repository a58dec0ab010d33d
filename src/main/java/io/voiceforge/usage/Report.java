package io.voiceforge.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;

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
 * @param cost micro-dollars, as far as known; null if nothing is known
 * @param unpricedRequests calls whose cost is not, or not wholly, known
 * @param byProvider calls by the wire name of the provider that responded; calls without one are left out
 * @param latency over all calls; null if there are none
 * @param groups the whole period by group; null if no groups were asked for
 * @param series the steps with calls, oldest first, each once for every group
 */
@RegisterForReflection
public record Report(long totalRequests, Double successRate, Double avgLatency, long requestsToday, long ttsRequests,
        long sttRequests, long vadRequests, long vllmRequests, long flowRequests, long charactersSynthesized,
        double audioSecondsTranscribed, long tokens, Long cost, long unpricedRequests, Map<String, Long> byProvider,
        Percentiles latency, @JsonInclude(JsonInclude.Include.NON_NULL) List<Figures> groups, List<Figures> series) {

    /** Percentiles of total time in milliseconds, accurate to 10 %. */
    @RegisterForReflection
    public record Percentiles(double p50, double p95, double p99) {
    }

    /**
     * The figures of one step of the time series, or of one group over the whole period.
     *
     * @param bucketStart of the step; null for a group
     * @param group what all these calls have in common; null if no groups were asked for
     * @param requests calls that began in this time
     * @param errors those of them that failed; calls cancelled by their callers do not count as failed
     */
    @RegisterForReflection
    public record Figures(@JsonInclude(JsonInclude.Include.NON_NULL) Instant bucketStart,
            @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, String> group, long requests, long errors,
            long characters, double audioSeconds, long tokens, Long cost, long unpricedRequests, Percentiles latency) {
    }
}
