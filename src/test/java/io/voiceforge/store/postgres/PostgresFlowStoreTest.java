package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.flow.FlowStore;
import io.voiceforge.flow.FlowStoreContract;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.key.KeyStore;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresFlowStoreTest extends FlowStoreContract {

    @Inject
    PostgresFlowStore store;

    @Inject
    PostgresKeyStore keys;

    @Inject
    Migrations migrations;

    Postgres postgres;

    @BeforeEach
    void empty() {
        Tables.empty(migrations, postgres);
    }

    @Test
    void readsByTheIndexes() {
        postgres.execute("""
                insert into agent_flow (id, key_id, name, configuration, graph, version, created_at, updated_at)
                select gen_random_uuid(), '%s', 'flow', '{}', '{}', 1, now() - i * interval '1 s', now()
                from generate_series(1, 1000) i""".formatted(DefaultKey.ID));
        postgres.execute("analyze agent_flow");

        assertThat(postgres.explain("select * from agent_flow where key_id = '" + DefaultKey.ID
                + "' order by created_at desc, id desc limit 10")).contains("agent_flow_key").doesNotContain("Sort");
    }

    @Override
    protected FlowStore store() {
        return OnContext.of(FlowStore.class, store);
    }

    @Override
    protected KeyStore keys() {
        return OnContext.of(KeyStore.class, keys);
    }
}
