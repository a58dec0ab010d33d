package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyOrder;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStore.Filter;
import io.voiceforge.key.KeyStoreContract;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresKeyStoreTest extends KeyStoreContract {

    @Inject
    PostgresKeyStore store;

    @Inject
    PostgresAuditStore trail;

    Postgres postgres;

    @Inject
    Migrations migrations;

    @BeforeEach
    void empty() {
        Tables.empty(migrations, postgres);
    }

    @Override
    protected KeyStore store() {
        return OnContext.of(KeyStore.class, store);
    }

    @Override
    protected AuditStore trail() {
        return OnContext.of(AuditStore.class, trail);
    }

    /** Rare words are found by the index on pieces of names, frequent ones in the list's order, others in between. */
    @Test
    void findsTheSameHoweverOftenAWordOccurs() {
        postgres.execute("insert into api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage, rate_limit,"
                + " scopes, allowed_ips, metadata) select gen_random_uuid(), case when n % 2 = 0 then 'often ' else '' end"
                + " || case when n > 5000 then 'some ' else '' end || case when n in (7, 4500, 9990) then 'rare ' else '' end"
                + " || n, 'hint', n::text, n % 3 <> 0, timestamptz '2026-01-01' - n * interval '1 minute', now(), 0, 1, '', '',"
                + " '{}' from generate_series(1, 10000) n");

        for (KeyOrder order : List.of(KeyOrder.NEWEST_FIRST, new KeyOrder(KeyOrder.By.NAME, false))) {
            for (Boolean active : new Boolean[] { null, true, false }) {
                List<ApiKey> all = list(order, new Filter(null, active), null, 20_000);
                for (String word : List.of("rare", "some", "often", "nowhere")) {
                    List<ApiKey> found = new ArrayList<>(list(order, new Filter(word, active), null, 1999));
                    if (found.size() == 1999) {
                        found.addAll(list(order, new Filter(word, active), order.position(found.get(1998)), 20_000));
                    }

                    assertThat(found).isEqualTo(all.stream().filter(key -> key.name().contains(word)).toList());
                }
            }
        }
    }

    private List<ApiKey> list(KeyOrder order, Filter filter, KeyStore.Position after, int limit) {
        return await(store().list(new KeyStore.Page(filter, order, limit, after)));
    }
}
