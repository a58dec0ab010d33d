package io.voiceforge.store.postgres;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.key.CustomerStore;
import io.voiceforge.key.CustomerStoreContract;
import io.voiceforge.key.KeyStore;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresCustomerStoreTest extends CustomerStoreContract {

    @Inject
    PostgresCustomerStore customers;

    @Inject
    PostgresKeyStore keys;

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
    protected CustomerStore customers() {
        return OnContext.of(CustomerStore.class, customers);
    }

    @Override
    protected AuditStore trail() {
        return OnContext.of(AuditStore.class, trail);
    }

    @Override
    protected KeyStore keys() {
        return OnContext.of(KeyStore.class, keys);
    }
}
