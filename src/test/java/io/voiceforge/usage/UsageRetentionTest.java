package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.voiceforge.call.Operation;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore.Batch;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;

class UsageRetentionTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:20:30Z");
    private static final Instant END = Instant.parse("2026-01-21T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final FakeStore store = new FakeStore();
    private final UsageRetention retention = new UsageRetention(store, Duration.ofDays(40), vertx,
            Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(1));

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void deletesWhatIsOlderInBatchesAndNothingElse() {
        rows(2 * UsageRetention.BATCH + 5, END.minusSeconds(3600));
        rows(3, END);

        retention.deleteOld();

        await().untilAsserted(() -> assertThat(store.deletions).containsExactly(UsageRetention.BATCH, UsageRetention.BATCH, 5));
        assertThat(store.rows()).hasSize(3).allSatisfy((slot, totals) -> assertThat(slot.hour()).isEqualTo(END));
    }

    @Test
    void goesOnAfterAFailure() {
        rows(1, END.minusSeconds(3600));
        store.mood = FakeStore.Mood.AWAY;
        retention.deleteOld();
        await().until(() -> store.deletions.size() == 1);
        store.mood = FakeStore.Mood.WELL;

        // the failure may not have been noted yet
        await().until(() -> {
            retention.deleteOld();
            return store.deletions.size() > 1;
        });
    }

    private void rows(int number, Instant hour) {
        Map<Slot, Totals> totals = new HashMap<>();
        for (int i = 0; i < number; i++) {
            totals.put(new Slot(UUID.randomUUID(), null, hour, Operation.SPEECH, null, null, Outcome.SUCCESS),
                    new Totals(1, 0, 0, 0, 0, 0, 0, 0, Map.of()));
        }
        store.add(new Batch(UUID.randomUUID(), totals, Map.of())).await().indefinitely();
    }
}
