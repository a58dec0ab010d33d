package io.voiceforge.usage;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;

/** Stores usage, summed by hour. Implementations never block. Operations fail if the store is unavailable. */
public interface UsageStore {

    /**
     * The key of a row.
     *
     * @param customer the name of the customer that the key belonged to, or null
     * @param hour the full hour (UTC) in which the calls began
     * @param provider may be null
     * @param model may be null
     */
    record Slot(UUID keyId, String customer, Instant hour, Operation operation, ProviderId provider, String model,
            FinishedCall.Outcome outcome) {
    }

    /**
     * Sums over calls.
     *
     * @param priced the number of calls whose cost is known
     * @param cost micro-dollars, as far as known
     * @param latency the number of calls per {@linkplain Latency bucket} of total time
     */
    record Totals(long calls, long characters, long audioMillis, long tokens, long bytes, long totalMillis,
            long priced, long cost, Map<Integer, Long> latency) {

        /** The sums of both. */
        public Totals plus(Totals other) {
            Map<Integer, Long> both = new HashMap<>(latency);
            other.latency.forEach((bucket, count) -> both.merge(bucket, count, Long::sum));
            return new Totals(calls + other.calls, characters + other.characters, audioMillis + other.audioMillis,
                    tokens + other.tokens, bytes + other.bytes, totalMillis + other.totalMillis, priced + other.priced,
                    cost + other.cost, both);
        }
    }

    /** A key's calls since the last batch. */
    record Use(Instant lastUsedAt, long calls) {
    }

    /**
     * Usage that is stored atomically.
     *
     * @param id stored with the batch, so that a batch whose confirmation was lost is not added twice
     */
    record Batch(UUID id, Map<Slot, Totals> totals, Map<UUID, Use> uses) {
    }

    record Row(Slot slot, Totals totals) {
    }

    /**
     * Adds a batch to the stored sums and updates {@code lastUsedAt} and {@code usage} of its keys: all or nothing, and only
     * once.
     */
    Uni<Void> add(Batch batch);

    /**
     * Whose rows to read.
     *
     * @param keyId null for any key's
     * @param customer the customer to which the keys belonged; null for any keys'
     */
    record Whose(UUID keyId, String customer) {

        public static final Whose ANYBODYS = new Whose(null, null);

        public static Whose ofKey(UUID keyId) {
            return new Whose(keyId, null);
        }

        public boolean has(Slot slot) {
            return (keyId == null || keyId.equals(slot.keyId())) && (customer == null || customer.equals(slot.customer()));
        }
    }

    /** The rows of hours from {@code from} (inclusive) to {@code to} (exclusive). */
    Uni<List<Row>> read(Whose whose, Instant from, Instant to);

    /**
     * Deletes rows of hours before {@code end}, at most so many.
     *
     * @return how many; fewer than {@code atMost} if no more are there
     */
    Uni<Integer> deleteBefore(Instant end, int atMost);
}
