package io.voiceforge.store.postgres;

import org.awaitility.Awaitility;

import io.voiceforge.testing.Postgres;

/** The tables of all stores. */
final class Tables {

    private Tables() {
    }

    /** Empties them, as soon as they are there. */
    static void empty(Migrations migrations, Postgres postgres) {
        Awaitility.await().until(migrations::areDone);
        postgres.execute("truncate api_key, api_customer, admin_token, audit_event, usage_hour, usage_batch, agent_flow,"
                + " agent_flow_version");
    }
}
