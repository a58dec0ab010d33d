package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Use;

/**
 * The content of the usage snapshot file. Any change to these records must change {@link #VERSION},
 * and what an earlier version lacks must be nullable.
 *
 * @param hours oldest first
 * @param keys the total use and the last use of each existing key
 */
@RegisterForReflection
record UsageSnapshot(List<HourRecord> hours, List<UseRecord> keys) {

    static final int VERSION = 3;

    static UsageSnapshot of(List<Row> rows, Map<UUID, Use> uses) {
        return new UsageSnapshot(rows.stream().map(HourRecord::of).toList(), uses.entrySet().stream()
                .map(use -> new UseRecord(use.getKey(), use.getValue().lastUsedAt(), use.getValue().calls())).toList());
    }

    /** @throws RuntimeException if {@link #of} cannot have written this record */
    Map<UUID, Use> uses() {
        Map<UUID, Use> uses = new HashMap<>();
        keys.forEach(key -> uses.put(key.id(), new Use(key.lastUsedAt(), key.usage())));
        return uses;
    }

    /** The members of {@link Slot} and {@link Totals}. */
    @RegisterForReflection
    record HourRecord(UUID keyId, Instant hour, String operation, String provider, String model, String outcome, long calls,
            long characters,
            long audioMillis, long tokens, long bytes, long totalMillis, Long priced, Long cost, Map<Integer, Long> latency,
            String customer) {

        static HourRecord of(Row row) {
            Slot slot = row.slot();
            Totals totals = row.totals();
            return new HourRecord(slot.keyId(), slot.hour(), slot.operation().name(),
                    slot.provider() == null ? null : slot.provider().name(), slot.model(), slot.outcome().name(),
                    totals.calls(),
                    totals.characters(), totals.audioMillis(), totals.tokens(), totals.bytes(), totals.totalMillis(),
                    totals.priced(), totals.cost(), totals.latency(), slot.customer());
        }

        /** @throws RuntimeException if {@link #of} cannot have written this record */
        Row toRow() {
            Slot slot = new Slot(keyId, customer, hour, Operation.valueOf(operation),
                    provider == null ? null : ProviderId.ofStored(provider), model,
                    Outcome.valueOf(outcome));
            return new Row(slot,
                    new Totals(calls, characters, audioMillis, tokens, bytes, totalMillis, priced == null ? 0 : priced,
                            cost == null ? 0 : cost, latency));
        }
    }

    @RegisterForReflection
    record UseRecord(UUID id, Instant lastUsedAt, long usage) {
    }
}
