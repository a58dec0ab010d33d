package io.voiceforge.store.postgres;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStoreContract;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresKeyStoreTest extends KeyStoreContract {

    @Inject
    PostgresKeyStore store;

    Postgres postgres;

    @Inject
    Migrations migrations;

    @BeforeEach
    void empty() {
        Awaitility.await().until(migrations::areDone);
        postgres.execute("truncate api_key, key_event, agent_flow, agent_flow_version");
    }

    @Override
    protected KeyStore store() {
        return OnContext.of(KeyStore.class, store);
    }
}
