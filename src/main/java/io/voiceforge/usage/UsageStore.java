package io.voiceforge.usage;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;

/** Where usage is kept, added up by the hour. Implementations never block. A store that cannot be reached fails. */
public interface UsageStore {

    /**
     * What rows are about.
     *
     * @param hour the full hour (UTC) in which the calls began
     * @param provider or null
     */
    record Slot(UUID keyId, Instant hour, Operation operation, ProviderId provider, FinishedCall.Outcome outcome) {
    }

    /**
     * Sums over calls.
     *
     * @param latency how many calls fell into which {@linkplain Latency bucket} of total time
     */
    record Totals(long calls, long characters, long audioMillis, long tokens, long bytes, long totalMillis,
            Map<Integer, Long> latency) {

        /** Both together. */
        public Totals plus(Totals other) {
            Map<Integer, Long> both = new HashMap<>(latency);
            other.latency.forEach((bucket, count) -> both.merge(bucket, count, Long::sum));
            return new Totals(calls + other.calls, characters + other.characters, audioMillis + other.audioMillis,
                    tokens + other.tokens, bytes + other.bytes, totalMillis + other.totalMillis, both);
        }
    }

    /** A key's calls since the last batch. */
    record Use(Instant lastUsedAt, long calls) {
    }

    /**
     * What is stored at once.
     *
     * @param id stored with it, so that a batch whose confirmation got lost is not added twice
     */
    record Batch(UUID id, Map<Slot, Totals> totals, Map<UUID, Use> uses) {
    }

    record Row(Slot slot, Totals totals) {
    }

    /** Adds the batch to what is there, and sets {@code lastUsedAt} and {@code usage} of its keys; all or nothing, once. */
    Uni<Void> add(Batch batch);

    /** The rows of hours from {@code from} (inclusive) to {@code to} (exclusive); of all keys when {@code keyId} is null. */
    Uni<List<Row>> read(UUID keyId, Instant from, Instant to);
}
