package io.voiceforge.store.postgres;

import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.admin.AdminTokenApiTest;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresAdminTokenApiTest extends AdminTokenApiTest {

    @Inject
    Migrations migrations;

    @BeforeEach
    void migrated() {
        await().until(migrations::areDone);
    }
}
