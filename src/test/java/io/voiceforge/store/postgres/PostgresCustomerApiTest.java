package io.voiceforge.store.postgres;

import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.key.CustomerApiTest;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
@Tag("slow")
class PostgresCustomerApiTest extends CustomerApiTest {

    @Inject
    Migrations migrations;

    @BeforeEach
    void empty() {
        await().until(migrations::areDone);
    }
}
