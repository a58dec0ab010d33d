package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyOrder;
import io.voiceforge.key.KeyOrder.By;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStore.Filter;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.key.KeyStore.Position;
import io.voiceforge.testing.Postgres;

/** Measures lists of 400,000 keys, with {@code -Dmeasure.keys=true}: a measurement, which says little on a busy machine. */
@QuarkusTest
@WithTestResource(Postgres.class)
@EnabledIfSystemProperty(named = "measure.keys", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class ManyKeysTest {

    private static final int RUNS = 15;
    private static final double MOST_MILLIS = 50;

    @Inject
    PostgresKeyStore keys;

    @Inject
    Migrations migrations;

    Postgres postgres;

    private KeyStore store;

    @BeforeAll
    void fill() {
        await().until(migrations::areDone);
        store = OnContext.of(KeyStore.class, keys);
        postgres.execute("truncate api_key, audit_event, agent_flow, agent_flow_version");
        postgres.execute("delete from api_customer");
        postgres.execute(
                "insert into api_customer (id, name, created_at, updated_at) select gen_random_uuid(), 'Customer ' || n,"
                        + " now(), now() from generate_series(0, 1999) n");
        postgres.execute(
                """
                        insert into api_key (id, name, hint, secret_hash, active, created_at, updated_at, last_used_at, usage,
                            rate_limit, scopes, allowed_ips, metadata, customer)
                        select gen_random_uuid(),
                            (array['Kiosk', 'Hotline', 'Reception', 'Lobby', 'Call centre', 'Booking', 'Support', 'Billing'])[1 + n % 8]
                                || ' ' || (array['Berlin', 'Paris', 'Lagos', 'Osaka', 'Lima', 'Oslo', 'Quito', 'Dakar', 'Turin', 'Perth',
                                'Leeds'])[1 + n % 11] || ' ' || n,
                            'vf_sk_' || substr(md5(n::text), 1, 4) || '…' || substr(md5(n::text), 29, 4),
                            encode(sha256(('vf_sk_' || lpad(to_hex(n), 32, '0'))::bytea), 'hex'), n % 50 <> 0,
                            timestamptz '2025-01-01' + n * interval '1 minute', now(),
                            case when n % 3 <> 0 then now() - (n::bigint * 7919 % 400000) * interval '1 second' end, n, 1000, '', '', '{}',
                            case when n % 4 = 0 then 'Customer 0' when n % 4 < 3 then 'Customer ' || n % 2000 end
                        from generate_series(1, 400000) n
                        """);
        // whoever reads at the same time keeps rows from being marked as seen by all, without which indexes cannot answer alone
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            postgres.execute("vacuum analyze");
            return postgres.query("postgres", "select bool_and(relallvisible > 0.9 * relpages) from pg_class where oid in"
                    + " ('voiceforge.api_key'::regclass, 'voiceforge.api_key_search'::regclass)").strip().equals("t");
        });
    }

    @Test
    void pagesOfEachOrderAndSearch() {
        Map<String, Page> pages = new LinkedHashMap<>();
        for (By by : By.values()) {
            for (boolean descending : new boolean[] { false, true }) {
                KeyOrder order = new KeyOrder(by, descending);
                String name = by.wireName() + (descending ? ", descending" : "");
                pages.put(name + ", first page", page(null, null, order, null));
                pages.put(name + ", middle page", page(null, null, order, position(order, 200_000)));
                pages.put(name + ", last page", page(null, null, order, position(order, 399_900)));
                pages.put(name + ", inactive keys", page(null, false, order, null));
                pages.put(name + ", customer of 100,000 keys", page(null, "Customer 0", order));
                pages.put(name + ", customer of 200 keys", page(null, "Customer 1", order));
                pages.put(name + ", customer of 100,000 keys, q=Lima", page("Lima", "Customer 0", order));
                pages.put(name + ", customer of 200 keys, q=99", page("99", "Customer 1", order));
                for (String text : List.of("o", "ing", "Osaka", "99", "999", "Osaka 12", "Lima 399999", "nowhere")) {
                    pages.put(name + ", q=" + text, page(text, null, order, null));
                }
                pages.put(name + ", q=Osaka, middle page", page("Osaka", null, order, position(order, 200_000)));
            }
        }
        pages.put("created, q=vf_sk_1a2", page("vf_sk_1a2", null, KeyOrder.NEWEST_FIRST, null));
        pages.put("created, q=1a2b (an id)", page("1a2b", null, KeyOrder.NEWEST_FIRST, null));

        pages.values().stream().filter(page -> page.filter().text() != null && page.after() == null)
                .forEach(this::isTheRightOne);
        Map<String, Double> millis = new LinkedHashMap<>();
        pages.forEach((name, page) -> millis.put(name, median(name, () -> store.list(page))));

        assertThat(millis.values()).allSatisfy(median -> assertThat(median).isLessThanOrEqualTo(MOST_MILLIS));
    }

    @Test
    void lookUpOfAKey() {
        int[] next = { 0 };
        double median = median("look-up of a key", () -> store.findBySecretHash(
                KeySecret.hash(String.format("vf_sk_%032x", 1 + next[0]++ * 7919 % 400_000))));

        assertThat(median).isLessThan(MOST_MILLIS);
    }

    private static Page page(String text, Boolean active, KeyOrder order, Position after) {
        return new Page(new Filter(text, active), order, 200, after);
    }

    private static Page page(String text, String customer, KeyOrder order) {
        return new Page(new Filter(text, null, customer), order, 200, null);
    }

    private void isTheRightOne(Page page) {
        String text = page.filter().text().toLowerCase(Locale.ROOT);
        String customer = page.filter().customer();
        String ids = postgres.query("postgres", ("select id from voiceforge.api_key where (strpos(lower(name), '%1$s') > 0"
                + " or starts_with(id::text, '%1$s') or starts_with(hint, '%1$s'))%2$s order by %3$s%4$s, id%4$s limit 200")
                .formatted(text, customer == null ? "" : " and customer = '" + customer + "'", column(page.order()),
                        page.order().descending() ? " desc" : ""));

        assertThat(result(store.list(page))).as("%s", page).map(key -> key.id().toString())
                .containsExactlyElementsOf(ids.lines().toList());
    }

    private static String column(KeyOrder order) {
        return switch (order.by()) {
            case CREATED -> "created_at";
            case NAME -> "lower(name) collate \"C\"";
            case LAST_USED -> "coalesce(last_used_at, timestamptz 'epoch')";
        };
    }

    /** The place of the n-th key. */
    private Position position(KeyOrder order, int n) {
        String column = column(order);
        String direction = order.descending() ? " desc" : "";
        String id = postgres.query("postgres", "select id from voiceforge.api_key order by " + column + direction + ", id"
                + direction + " offset " + n + " limit 1").strip();
        return order.position(result(store.findById(UUID.fromString(id))).orElseThrow());
    }

    /** What a page takes, the way to the database and back included. */
    private static double median(String name, Supplier<Uni<?>> call) {
        double[] millis = IntStream.range(0, RUNS + 3).mapToDouble(run -> {
            long start = System.nanoTime();
            result(call.get());
            return (System.nanoTime() - start) / 1e6;
        }).skip(3).sorted().toArray();
        System.out.printf("%-45s %6.1f ms, at most %6.1f ms%n", name, millis[RUNS / 2], millis[RUNS - 1]);
        return millis[RUNS / 2];
    }

    private static <T> T result(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
