package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore.Batch;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Use;
import io.voiceforge.usage.UsageStore.Whose;

/** What every store of usage does. */
public abstract class UsageStoreContract {

    protected static final Instant HOUR = Instant.parse("2026-03-29T01:00:00Z");
    private static final Instant NEXT = HOUR.plusSeconds(3600);
    private static final Instant AT = HOUR.plusMillis(123_456);

    protected final UUID one = UUID.randomUUID();
    protected final UUID other = UUID.randomUUID();

    /** The stores under test; empty at the start of each test, and callable from any thread. */
    protected abstract UsageStore store();

    protected abstract KeyStore keys();

    @Test
    public void givesBackWhatItHasBeenGiven() {
        Row spoken = new Row(new Slot(one, null, HOUR, Operation.SPEECH, ProviderId.SPACE, "kokoro é", Outcome.SUCCESS),
                new Totals(3, 100, 0, 0, Long.MAX_VALUE, 450, 2, 1_234_567, Map.of(0, 1L, 48, 2L)));
        Row refused = new Row(new Slot(one, null, HOUR, Operation.CHAT, null, null, Outcome.ERROR),
                new Totals(1, 0, 5, 7, 0, 9, 1, 0, Map.of(144, 1L)));

        add(UUID.randomUUID(), spoken, refused);

        assertThat(read(one, HOUR, NEXT)).containsExactlyInAnyOrder(spoken, refused);
    }

    @Test
    public void addsBatchesUp() {
        Slot slot = slot(one, HOUR);
        add(UUID.randomUUID(), new Row(slot, new Totals(1, 10, 100, 1000, 10_000, 5, 1, 3, Map.of(1, 1L, 5, 3L))));
        add(UUID.randomUUID(), new Row(slot, new Totals(2, 20, 200, 2000, 20_000, 50, 0, 30, Map.of(0, 4L, 5, 1L))));
        add(UUID.randomUUID(), new Row(slot, new Totals(4, 40, 400, 4000, 40_000, 500, 2, 300, Map.of(9, 1L))));

        assertThat(read(one, HOUR, NEXT)).containsExactly(
                new Row(slot, new Totals(7, 70, 700, 7000, 70_000, 555, 3, 333, Map.of(0, 4L, 1, 1L, 5, 4L, 9, 1L))));
    }

    @Test
    public void keepsACustomersUsageApart() {
        Row of = new Row(new Slot(one, "Hôtel 'A'", HOUR, Operation.CHAT, null, null, Outcome.SUCCESS), totals(1));
        Row ofOther = new Row(new Slot(one, "B", HOUR, Operation.CHAT, null, null, Outcome.SUCCESS), totals(2));
        Row ofNobody = new Row(new Slot(one, null, HOUR, Operation.CHAT, null, null, Outcome.SUCCESS), totals(3));
        Row ofAnotherKey = new Row(new Slot(other, "Hôtel 'A'", HOUR, Operation.CHAT, null, null, Outcome.SUCCESS), totals(4));

        add(UUID.randomUUID(), of, ofOther, ofNobody, ofAnotherKey);

        assertThat(read(one, HOUR, NEXT)).containsExactlyInAnyOrder(of, ofOther, ofNobody);
        assertThat(await(store().read(new Whose(null, "Hôtel 'A'"), HOUR, NEXT))).containsExactlyInAnyOrder(of, ofAnotherKey);
        assertThat(await(store().read(new Whose(one, "B"), HOUR, NEXT))).containsExactly(ofOther);
        assertThat(await(store().read(new Whose(null, "Hôtel"), HOUR, NEXT))).isEmpty();
    }

    @Test
    public void addsABatchOnceHoweverOftenItComes() {
        ApiKey key = insertKey();
        Row row = new Row(slot(key.id(), HOUR), totals(5));
        Batch batch = batch(UUID.randomUUID(), row);

        await(store().add(batch));
        await(store().add(batch));
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> await(store().add(batch))))
                .limit(4).toArray(CompletableFuture[]::new)).join();

        assertThat(read(key.id(), HOUR, NEXT)).containsExactly(row);
        assertThat(await(keys().findById(key.id())).orElseThrow().usage()).isEqualTo(5);
    }

    @Test
    public void keepsModelsApart() {
        Row one = new Row(new Slot(this.one, null, HOUR, Operation.CHAT, ProviderId.OPENAI, "a", Outcome.SUCCESS), totals(1));
        Row two = new Row(new Slot(this.one, null, HOUR, Operation.CHAT, ProviderId.OPENAI, "b", Outcome.SUCCESS), totals(2));
        Row unknown = new Row(new Slot(this.one, null, HOUR, Operation.CHAT, ProviderId.OPENAI, null, Outcome.SUCCESS),
                totals(3));

        add(UUID.randomUUID(), one, two, unknown);

        assertThat(read(this.one, HOUR, NEXT)).containsExactlyInAnyOrder(one, two, unknown);
    }

    @Test
    public void deletesWhatIsOlderAFewRowsAtATime() {
        Row kept = new Row(slot(one, HOUR), totals(1));
        add(UUID.randomUUID(), kept);
        for (int hour = 1; hour <= 3; hour++) {
            add(UUID.randomUUID(), new Row(slot(one, HOUR.minusSeconds(3600L * hour)), totals(1)),
                    new Row(slot(other, HOUR.minusSeconds(3600L * hour)), totals(1)));
        }
        Instant first = HOUR.minusSeconds(3 * 3600);

        assertThat(await(store().deleteBefore(first, 4))).isZero();
        assertThat(await(store().deleteBefore(HOUR, 4))).isEqualTo(4);
        assertThat(read(null, first, NEXT)).hasSize(3);
        assertThat(await(store().deleteBefore(HOUR, 4))).isEqualTo(2);
        assertThat(await(store().deleteBefore(HOUR, 4))).isZero();
        assertThat(read(null, first, NEXT)).containsExactly(kept);
    }

    @Test
    public void countsTheUseOfKeysAndLeavesTheRestOfThemAlone() {
        ApiKey key = insertKey();
        ApiKey unused = insertKey();

        await(store().add(new Batch(UUID.randomUUID(), Map.of(), Map.of(key.id(), new Use(AT, 3), other, new Use(AT, 9)))));
        await(store().add(new Batch(UUID.randomUUID(), Map.of(), Map.of(key.id(), new Use(AT.minusSeconds(9), 4)))));

        assertThat(await(keys().findById(key.id()))).contains(new ApiKey(key.id(), key.hint(), key.active(), key.createdAt(),
                key.updatedAt(), AT, key.revokedAt(), 7, key.settings()));
        assertThat(await(keys().findById(unused.id()))).contains(unused);
        assertThat(await(keys().events(key.id()))).hasSize(1);
    }

    @Test
    public void readsHoursFromTheFirstUntilBeforeTheLast() {
        for (int hour = -2; hour <= 2; hour++) {
            add(UUID.randomUUID(), new Row(slot(one, HOUR.plusSeconds(3600L * hour)), totals(hour + 3)));
        }

        assertThat(read(one, HOUR.minusSeconds(3600), NEXT)).extracting(row -> row.totals().calls())
                .containsExactlyInAnyOrder(2L, 3L);
        assertThat(read(one, HOUR.plusMillis(1), NEXT)).isEmpty();
        assertThat(read(one, NEXT, HOUR)).isEmpty();
        assertThat(read(one, HOUR, HOUR)).isEmpty();
    }

    @Test
    public void readsOneKeyOrAll() {
        Row first = new Row(slot(one, HOUR), totals(1));
        Row second = new Row(slot(other, HOUR), totals(2));
        add(UUID.randomUUID(), first, second);

        assertThat(read(one, HOUR, NEXT)).containsExactly(first);
        assertThat(read(null, HOUR, NEXT)).containsExactlyInAnyOrder(first, second);
        assertThat(read(UUID.randomUUID(), HOUR, NEXT)).isEmpty();
    }

    @Test
    public void takesALargeBatch() {
        Map<Slot, Totals> totals = new HashMap<>();
        Map<UUID, Use> uses = new HashMap<>();
        for (int i = 0; i < 1250; i++) {
            UUID key = UUID.randomUUID();
            totals.put(slot(key, HOUR), totals(1));
            uses.put(key, new Use(AT, 1));
        }

        await(store().add(new Batch(UUID.randomUUID(), totals, uses)));

        assertThat(read(null, HOUR, NEXT)).hasSize(1250).allMatch(row -> row.totals().equals(totals(1)));
    }

    @Test
    public void losesNothingOfManyBatchesAtOnce() {
        ApiKey key = insertKey();
        ApiKey second = insertKey();
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> add(UUID.randomUUID(),
                new Row(slot(key.id(), HOUR), totals(1)), new Row(slot(second.id(), HOUR), totals(2)))))
                .limit(20).toArray(CompletableFuture[]::new)).join();

        assertThat(read(key.id(), HOUR, NEXT)).containsExactly(new Row(slot(key.id(), HOUR), totals(20)));
        assertThat(await(keys().findById(key.id())).orElseThrow().usage()).isEqualTo(20);
        assertThat(await(keys().findById(second.id())).orElseThrow().usage()).isEqualTo(40);
    }

    protected void add(UUID id, Row... rows) {
        await(store().add(batch(id, rows)));
    }

    protected List<Row> read(UUID keyId, Instant from, Instant to) {
        return await(store().read(new Whose(keyId, null), from, to));
    }

    protected ApiKey insertKey() {
        ApiKey key = ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named("key"), HOUR);
        await(keys().insert(key, KeySecret.hash(KeySecret.generate()),
                new AuditEvent(key.id(), HOUR, "admin", AuditEvent.Action.CREATED, "::1", List.of())));
        return key;
    }

    /** Of so many calls, all alike. */
    protected static Totals totals(long calls) {
        return new Totals(calls, 10 * calls, 20 * calls, 30 * calls, 40 * calls, 50 * calls, calls, 60 * calls,
                Map.of(41, calls));
    }

    protected static Slot slot(UUID keyId, Instant hour) {
        return new Slot(keyId, null, hour, Operation.SPEECH, ProviderId.LOCAL, null, Outcome.SUCCESS);
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private static Batch batch(UUID id, Row... rows) {
        Map<Slot, Totals> totals = new HashMap<>();
        Map<UUID, Use> uses = new HashMap<>();
        for (Row row : rows) {
            totals.put(row.slot(), row.totals());
            uses.merge(row.slot().keyId(), new Use(AT, row.totals().calls()),
                    (before, more) -> new Use(AT, before.calls() + more.calls()));
        }
        return new Batch(id, totals, uses);
    }
}
