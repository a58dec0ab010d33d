package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.key.KeyDirectory;
import io.voiceforge.key.KeySecret;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Postgres;

/** What a look-up costs the database. */
@QuarkusTest
@WithTestResource(Postgres.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class HotPathTest {

    private static final int KEYS = 100_000;

    @TestHTTPResource("/")
    URI root;

    @Inject
    Migrations migrations;

    @Inject
    KeyDirectory directory;

    Postgres postgres;

    @BeforeAll
    void fill() {
        await().until(migrations::areDone);
        postgres.execute("truncate api_key, audit_event, agent_flow, agent_flow_version");
        postgres.execute(
                // nothing here is searched for
                "set session_replication_role = replica; insert into api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage, rate_limit, scopes,"
                        + " allowed_ips, metadata) select gen_random_uuid(), 'key ' || n, 'hint', encode(sha256(('vf_sk_' || lpad(to_hex(n), 32,"
                        + " '0'))::bytea), 'hex'), true, now(), now(), 0, 1000, '', '', '{}' from generate_series(1, " + KEYS
                        + ") n");
    }

    @BeforeEach
    void forget() {
        directory.evictAll();
    }

    @Test
    void firstLookUpOfAKeyIsOneQueryAndTheNextOnesAreNone() {
        Admin caller = new Admin(root);
        double before = lookUps();

        for (int n = 1; n <= 50; n++) {
            assertThat(caller.statusOf(secret(n))).isEqualTo(200);
        }
        assertThat(lookUps() - before).isEqualTo(50);

        for (int round = 0; round < 4; round++) {
            for (int n = 1; n <= 50; n++) {
                assertThat(caller.statusOf(secret(n))).isEqualTo(200);
            }
        }
        assertThat(lookUps() - before).isEqualTo(50);
    }

    @Test
    void lookUpUsesTheIndexes() {
        assertThat(postgres.explain("select * from api_key where secret_hash = 'x' or previous_hash = 'x'"))
                .contains("Bitmap").doesNotContain("Seq Scan");
        assertThat(postgres.explain("select * from api_key k left join api_customer c on c.name = k.customer"
                + " where k.secret_hash = 'x' or k.previous_hash = 'x'")).contains("Bitmap")
                .doesNotContain("Seq Scan on api_key");
    }

    @Test
    void tenThousandWrongKeysCostALookUpEachAtMostAndMalformedOnesNone() throws Exception {
        Admin caller = new Admin(root);
        double before = lookUps();

        assertThat(statuses(5000, i -> caller.statusOf("vf_sk_guess" + i))).containsOnly(401);
        assertThat(lookUps() - before).isZero();

        String twice = KeySecret.generate();
        assertThat(caller.statusOf(twice)).isEqualTo(401);
        assertThat(caller.statusOf(twice)).isEqualTo(401);
        assertThat(lookUps() - before).isEqualTo(1);

        assertThat(statuses(5000, i -> caller.statusOf(KeySecret.generate()))).containsOnly(401);
        assertThat(lookUps() - before).isEqualTo(5001);
        assertThat(Meters.sum(root, "voiceforge_keys_cached")).isLessThanOrEqualTo(100_000);
    }

    /** The different results of so many calls, sixteen at a time. */
    private static Set<Integer> statuses(int calls, IntFunction<Integer> call) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(16);
        try {
            return pool.submit(() -> IntStream.range(0, calls).parallel().mapToObj(call).collect(Collectors.toSet())).get();
        } finally {
            pool.shutdown();
        }
    }

    private static String secret(int n) {
        return String.format("vf_sk_%032x", n);
    }

    private double lookUps() {
        return Meters.sum(root, "voiceforge_store_queries_total{operation=\"find_key\"}");
    }
}
