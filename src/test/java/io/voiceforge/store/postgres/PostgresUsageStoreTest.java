package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyStore;
import io.voiceforge.price.Cost;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.testing.Postgres;
import io.voiceforge.usage.FinishedCall;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.Granularity;
import io.voiceforge.usage.Period;
import io.voiceforge.usage.Report;
import io.voiceforge.usage.UsageRecorder;
import io.voiceforge.usage.UsageReports;
import io.voiceforge.usage.UsageStore;
import io.voiceforge.usage.UsageStore.Whose;
import io.voiceforge.usage.UsageStoreContract;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresUsageStoreTest extends UsageStoreContract {

    @Inject
    PostgresUsageStore store;

    @Inject
    PostgresKeyStore keys;

    @Inject
    Migrations migrations;

    @Inject
    UsageRecorder recorder;

    @Inject
    UsageReports reports;

    Postgres postgres;

    @BeforeEach
    void empty() {
        Tables.empty(migrations, postgres);
    }

    @Test
    void aRecordedCallIsReportedAtOnceAndStoredWithinSeconds() throws Throwable {
        // Given
        ApiKey key = insertKey();
        Instant now = Instant.now();
        recorder.record(
                new FinishedCall(key.id(), null, now, Operation.SPEECH, ProviderId.LOCAL, "m", Outcome.SUCCESS, 200, 100L, 42,
                        0,
                        0, new Cost(630, true), 1000));

        // Then
        for (int i = 0; i < 50; i++) {
            Report report = VertxContextSupport.subscribeAndAwait(() -> reports.of(Whose.ofKey(key.id()),
                    new Period(now, now.plusSeconds(1), Granularity.HOUR), List.of()));
            assertThat(report.totalRequests()).isEqualTo(1);
            assertThat(report.requestsToday()).isEqualTo(1);
            assertThat(report.cost()).isEqualTo(630);
        }
        Awaitility.await().until(() -> read(key.id(), now.minusSeconds(3600), now.plusSeconds(1)).size() == 1);
        ApiKey used = await(keys().findById(key.id())).orElseThrow();
        assertThat(used.usage()).isEqualTo(1);
        assertThat(used.lastUsedAt()).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
        long characters = VertxContextSupport
                .subscribeAndAwait(() -> reports.charactersIn(Whose.ofKey(key.id()), YearMonth.now(ZoneOffset.UTC)));
        assertThat(characters).isEqualTo(42);
    }

    @Test
    void forgetsTheIdsOfBatchesAfterADay() {
        postgres.execute("insert into usage_batch values (gen_random_uuid(), now() - interval '25 hours'),"
                + " ('00000000-0000-4000-8000-00000000000a', now() - interval '23 hours')");

        await(Uni.createFrom().emitter(emitter -> {
            try {
                emitter.complete(VertxContextSupport.subscribeAndAwait(
                        () -> Panache.withTransaction(() -> Panache.getSession().chain(UsageUpserts::forget))));
            } catch (Throwable e) {
                emitter.fail(e);
            }
        }));

        assertThat(postgres.dump().split("<added_at>", -1)).hasSize(2);
    }

    @Test
    void readsByTheIndexes() {
        // which of the two it takes in an almost empty table depends on when statistics were last collected
        assertThat(postgres.explain("select * from usage_hour where key_id = '" + UUID.randomUUID()
                + "' and hour >= now() and hour < now()")).containsAnyOf("usage_hour_pkey", "usage_hour_hour");
        assertThat(postgres.explain("select * from usage_hour where hour >= now() and hour < now()"))
                .contains("usage_hour_hour");
    }

    @Override
    protected UsageStore store() {
        return OnContext.of(UsageStore.class, store);
    }

    @Override
    protected KeyStore keys() {
        return OnContext.of(KeyStore.class, keys);
    }
}
