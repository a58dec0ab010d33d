package io.voiceforge.store.postgres;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.Postgres;
import io.voiceforge.usage.UsageApiTest;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresUsageApiTest extends UsageApiTest {

    @Inject
    Migrations migrations;

    @BeforeEach
    void ready() {
        Awaitility.await().until(migrations::areDone);
    }
}
