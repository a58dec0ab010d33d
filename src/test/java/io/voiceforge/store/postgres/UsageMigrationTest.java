package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.voiceforge.testing.Postgres;

/** What the tables of earlier releases become, with rows in them. */
@Tag("slow")
class UsageMigrationTest {

    @Test
    void rowsFromBeforePricesStayAndHaveNoCost() {
        try (Postgres postgres = new Postgres().open()) {
            FluentConfiguration flyway = Flyway.configure()
                    .dataSource("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", "postgres", "any")
                    .schemas("voiceforge").locations("classpath:db/migration");
            flyway.target("4").load().migrate();
            postgres.execute("insert into api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage,"
                    + " rate_limit, quota_tokens, scopes, allowed_ips, metadata) values"
                    + " ('7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11', 'n', 'h', 'aa', true, now(), now(), 7, 1, 9, '', '', '{}')");
            postgres.execute("insert into usage_hour values ('7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11',"
                    + " '2026-05-01T10:00:00Z', 'CHAT', 'openai', 'SUCCESS', 3, 0, 0, 30, 5, 9, '{1,2}'),"
                    + " ('7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11', '2026-05-01T10:00:00Z', 'CHAT', '', 'ERROR', 1, 0, 0, 0, 5, 9,"
                    + " '{1}')");

            postgres.execute("insert into key_event (key_id, at, actor, action, address, changes) values"
                    + " ('7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11', now(), 'admin', 'UPDATED', '::1', 'name')");

            flyway.target("latest").load().migrate();

            assertThat(postgres.query("postgres", "select concat_ws(' ', subject_type, subject_id, actor, changes) from"
                    + " voiceforge.audit_event")).isEqualTo("KEY 7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11 admin name\n");
            assertThat(postgres.query("postgres", "select name || ' ' || hint || ' ' || active from voiceforge.api_key_search"))
                    .isEqualTo("n h true\n");

            assertThat(postgres.query("postgres", "select concat_ws(' ', calls, tokens, latency, '[' || model || ']', priced,"
                    + " cost, '[' || customer || ']') from voiceforge.usage_hour order by calls"))
                    .isEqualTo("1 0 {1} [] 0 0 []\n3 30 {1,2} [] 0 0 []\n");
            assertThat(postgres.query("postgres", "select usage || ' ' || quota_tokens || ' ' || (quota_cost is null) || ' ' ||"
                    + " rate_limit || ' ' || (rate_limit_second is null) from voiceforge.api_key"))
                    .isEqualTo("7 9 true 1 true\n");
            // rows of models beside them
            postgres.execute("insert into usage_hour (key_id, hour, operation, provider, model, outcome, calls, characters,"
                    + " audio_millis, tokens, bytes, total_millis, latency) select key_id, hour, operation, provider, 'm',"
                    + " outcome, calls, characters, audio_millis, tokens, bytes, total_millis, latency from usage_hour");
            assertThat(postgres.query("postgres", "select count(*) from voiceforge.usage_hour")).isEqualTo("4\n");
        }
    }

    @Test
    void flowsFromBeforeVersionsAndCustomersFromBeforeRateLimitsStayAndHaveNone() {
        try (Postgres postgres = new Postgres().open()) {
            FluentConfiguration flyway = Flyway.configure()
                    .dataSource("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", "postgres", "any")
                    .schemas("voiceforge").locations("classpath:db/migration");
            flyway.target("5").load().migrate();
            postgres.execute("insert into api_key (id, name, hint, secret_hash, active, created_at, updated_at, usage,"
                    + " rate_limit, scopes, allowed_ips, metadata) values"
                    + " ('7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11', 'n', 'h', 'aa', true, now(), now(), 7, 1, '', '', '{}')");
            postgres.execute("insert into agent_flow (id, key_id, name, configuration, graph, version, created_at, updated_at)"
                    + " values ('0bdb9a6a-32f9-41ec-909d-947f6cb78312', '7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11', 'flow', '{}',"
                    + " '{}', 7, now(), now())");
            flyway.target("8").load().migrate();
            postgres.execute("insert into api_customer (id, name, created_at, updated_at, max_concurrent) values"
                    + " ('1dd2b13c-37ef-41a0-9b72-5c0e1a2f4e61', 'Aurora', now(), now(), 5)");

            flyway.target("latest").load().migrate();

            assertThat(postgres.query("postgres", "select name || version from voiceforge.agent_flow")).isEqualTo("flow7\n");
            assertThat(postgres.query("postgres", "select count(*) from voiceforge.agent_flow_version")).isEqualTo("0\n");
            assertThat(postgres.query("postgres", "select speech_cache from voiceforge.api_key")).isEqualTo("f\n");
            assertThat(postgres.query("postgres", "select concat_ws(' ', name, max_concurrent, rate_limit, rate_limit_second,"
                    + " rate_limit_minute, rate_limit_day) from voiceforge.api_customer")).isEqualTo("Aurora 5\n");
            // a key takes its flows' versions with it
            postgres.execute("insert into agent_flow_version select id, 6, name, null, '{}', '{}', now() from agent_flow");
            postgres.execute("delete from api_key");
            assertThat(postgres.query("postgres", "select count(*) from voiceforge.agent_flow_version")).isEqualTo("0\n");
        }
    }
}
