package io.voiceforge.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore;
import io.voiceforge.observe.Metrics;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStoreContract;

class EmbeddedUsageStoreTest extends UsageStoreContract {

    private static final Instant BEFORE_ALL = HOUR.minus(Duration.ofDays(2000));
    private static final Instant AFTER_ALL = HOUR.plus(Duration.ofDays(2000));

    @TempDir
    Path directory;

    private final Metrics metrics = new Metrics(new SimpleMeterRegistry());
    private DataDirectory data = new DataDirectory(null, metrics, Duration.ofMillis(10));
    private EmbeddedKeyStore keys = new EmbeddedKeyStore(data, new AuditTrail(), metrics);
    private EmbeddedUsageStore store = new EmbeddedUsageStore(data, keys, metrics);

    @AfterEach
    void close() {
        store.close();
        keys.close();
        data.close();
    }

    @Test
    void keepsUsageAndTheUseOfKeysInItsFileAndLeavesThatOfTheKeysAlone() throws Exception {
        // Given
        reopen();
        ApiKey key = insertKey();
        Awaitility.await().until(() -> keys.snapshotWrites() == 1);
        byte[] keysBefore = Files.readAllBytes(directory.resolve("keys.json"));

        // When
        add(UUID.randomUUID(), new Row(slot(key.id(), HOUR), totals(3)), new Row(slot(other, HOUR), totals(1)));
        ApiKey used = await(keys.findById(key.id())).orElseThrow();
        reopen();

        // Then
        assertThat(used.usage()).isEqualTo(3);
        assertThat(await(keys.findById(key.id()))).contains(used);
        assertThat(read(null, HOUR, HOUR.plusSeconds(1))).containsExactlyInAnyOrder(new Row(slot(key.id(), HOUR), totals(3)),
                new Row(slot(other, HOUR), totals(1)));
        assertThat(directory.resolve("keys.json")).hasBinaryContent(keysBefore);

        // And counting goes on
        add(UUID.randomUUID(), new Row(slot(key.id(), HOUR), totals(2)));
        reopen();
        assertThat(await(keys.findById(key.id())).orElseThrow().usage()).isEqualTo(5);
        assertThat(read(key.id(), HOUR, HOUR.plusSeconds(1))).containsExactly(new Row(slot(key.id(), HOUR), totals(5)));
    }

    @Test
    void writesTheLastBatchWhenItIsClosedAfterTheKeys() throws Exception {
        reopen();
        ApiKey key = insertKey();
        add(UUID.randomUUID(), new Row(slot(key.id(), HOUR), totals(3)));
        keys.close();
        data.close();
        store.close();

        reopen();

        assertThat(await(keys.findById(key.id())).orElseThrow().usage()).isEqualTo(3);
    }

    @Test
    void readsTheFileOfTheReleaseBeforePrices() throws Exception {
        close();
        Files.writeString(directory.resolve("usage.json"), """
                {"version":1,"data":{"hours":[{"keyId":"%s","hour":"%s","operation":"CHAT","provider":"openai",\
                "outcome":"SUCCESS","calls":3,"characters":0,"audioMillis":0,"tokens":30,"bytes":1,"totalMillis":9,\
                "latency":{"11":3}}],"keys":[]}}""".formatted(one, HOUR));
        reopen();
        Slot slot = new Slot(one, null, HOUR, Operation.CHAT, ProviderId.OPENAI, null, Outcome.SUCCESS);

        assertThat(read(one, BEFORE_ALL, AFTER_ALL))
                .containsExactly(new Row(slot, new Totals(3, 0, 0, 30, 1, 9, 0, 0, Map.of(11, 3L))));

        add(UUID.randomUUID(), new Row(slot, new Totals(1, 0, 0, 10, 1, 1, 1, 50, Map.of(1, 1L))));
        reopen();
        assertThat(read(one, BEFORE_ALL, AFTER_ALL))
                .containsExactly(new Row(slot, new Totals(4, 0, 0, 40, 2, 10, 1, 50, Map.of(1, 1L, 11, 3L))));
    }

    @Test
    void dropsTheOldestHoursWhenThereAreTooManyRows() {
        // Given
        store = new EmbeddedUsageStore(data, keys, metrics, new UsageTable(4));
        add(UUID.randomUUID(), new Row(slot(one, HOUR.minus(Duration.ofDays(2))), totals(2)));
        add(UUID.randomUUID(), new Row(slot(one, HOUR), totals(3)));

        // When
        for (int i = 0; i < 3; i++) {
            add(UUID.randomUUID(), new Row(slot(UUID.randomUUID(), HOUR), totals(4)));
        }

        // Then
        assertThat(read(one, BEFORE_ALL, AFTER_ALL)).extracting(row -> row.totals().calls()).containsExactly(3L);
        assertThat(store.size()).isEqualTo(4);
        store.close();
    }

    @Override
    protected UsageStore store() {
        return store;
    }

    @Override
    protected KeyStore keys() {
        return keys;
    }

    /** Closes what is open and begins anew with what the directory has. */
    private void reopen() {
        close();
        data = new DataDirectory(directory, metrics, Duration.ofMillis(10));
        keys = new EmbeddedKeyStore(data, new AuditTrail(), metrics);
        store = new EmbeddedUsageStore(data, keys, metrics);
    }
}
