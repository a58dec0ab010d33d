package io.voiceforge.store.postgres;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.admin.AdminTokenStore;
import io.voiceforge.admin.AdminTokenStoreContract;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresAdminTokenStoreTest extends AdminTokenStoreContract {

    @Inject
    PostgresAdminTokenStore store;

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
    protected AdminTokenStore store() {
        return OnContext.of(AdminTokenStore.class, store);
    }

    @Override
    protected AuditStore trail() {
        return OnContext.of(AuditStore.class, trail);
    }
}
