package io.voiceforge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

import io.vertx.core.http.RequestOptions;
import io.vertx.pgclient.PgConnectOptions;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** URLs as platforms hand them out, and what the clients that connect make of them. */
class ConnectionStringsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Render, inside and outside
            postgresql://vf:pw@dpg-abc123-a/vf_db                              | vf            | pw           | dpg-abc123-a                    | 5432 | vf_db    | prefer
            postgresql://vf:pw@dpg-abc123-a.oregon-postgres.render.com/vf_db   | vf            | pw           | dpg-abc123-a.oregon-postgres.render.com | 5432 | vf_db | prefer
            # Neon
            postgresql://neondb_owner:npg_a1B2@ep-x-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require | neondb_owner | npg_a1B2 | ep-x-pooler.eu-central-1.aws.neon.tech | 5432 | neondb | require
            postgres://u:pw@ep-x.neon.tech/neondb?options=endpoint%3Dep-x&sslmode=require | u | pw | ep-x.neon.tech | 5432 | neondb | require
            # Supabase: direct, and its pooler
            postgresql://postgres:pa%24%24w%40rd@db.abcd.supabase.co:5432/postgres | postgres    | pa$$w@rd     | db.abcd.supabase.co             | 5432 | postgres | prefer
            postgres://postgres.abcd:pw@aws-0-eu-west-1.pooler.supabase.com:6543/postgres?pgbouncer=true | postgres.abcd | pw | aws-0-eu-west-1.pooler.supabase.com | 6543 | postgres | prefer
            # Heroku
            postgres://ucabc:p1f2e@ec2-34-1-2-3.compute-1.amazonaws.com:5432/d7abc | ucabc       | p1f2e        | ec2-34-1-2-3.compute-1.amazonaws.com | 5432 | d7abc | prefer
            # RDS, with a password that it generates
            postgres://admin:a+b!c(d)*e,f;g='h'~@vf.c9.eu-west-1.rds.amazonaws.com:5432/vf?sslmode=require | admin | a+b!c(d)*e,f;g='h'~ | vf.c9.eu-west-1.rds.amazonaws.com | 5432 | vf | require
            # Azure
            postgres://vf%40server:p%2Bw%2F%3D@server.postgres.database.azure.com:5432/postgres?sslmode=require | vf@server | p+w/= | server.postgres.database.azure.com | 5432 | postgres | require
            # Docker
            postgres://u:p@voice_db:5432/d                                     | u             | p            | voice_db                        | 5432 | d        | prefer
            postgres://u:p@my_stack_db_1/d                                     | u             | p            | my_stack_db_1                   | 5432 | d        | prefer
            POSTGRES://u:p@DB/d                                                | u             | p            | DB                              | 5432 | d        | prefer
            postgresql://u:p:with:colons@db/d                                  | u             | p:with:colons | db                             | 5432 | d        | prefer
            postgresql://u:@db/d                                               | u             |              | db                              | 5432 | d        | prefer
            postgresql://u@db/d                                                | u             |              | db                              | 5432 | d        | prefer
            postgresql://db/d                                                  |               |              | db                              | 5432 | d        | prefer
            postgresql://u:%C3%A9%25%252B@db/a+b%2Bc%20d%C3%A9%2F              | u             | é%%2B        | db                              | 5432 | a+b+c dé/ | prefer
            postgresql://u:p@[2001:db8::1]:6543/d                              | u             | p            | 2001:db8::1                     | 6543 | d        | prefer
            postgresql://u:p@[64:ff9b::192.0.2.1]/d                            | u             | p            | 64:ff9b:0:0:0:0:c000:201        | 5432 | d        | prefer
            postgresql://u:p@127.0.0.1/d?ssl=true                              | u             | p            | 127.0.0.1                       | 5432 | d        | require
            # parts that libpq takes from the query
            postgresql:///d?host=db.example.org&port=6543&user=u&password=a%2Bb+c | u          | a+b+c        | db.example.org                  | 6543 | d        | prefer
            postgresql://ignored/ignored?host=%3A%3A1&dbname=d                 |               |              | ::1                             | 5432 | d        | prefer
            """)
    void database(String url, String user, String password, String host, int port, String database, String sslMode) {
        Map<String, String> settings = GuideEnvironment.translate(Map.of("DATABASE_URL", url)::get);
        PgConnectOptions reactive = PgConnectOptions.fromUri(settings.get("quarkus.datasource.reactive.url"));
        Properties jdbc = Driver.parseURL(settings.get("quarkus.datasource.migration.jdbc.url"), new Properties());

        assertThat(reactive.getHost()).isEqualTo(host);
        assertThat(reactive.getPort()).isEqualTo(port);
        assertThat(reactive.getDatabase()).isEqualTo(database);
        assertThat(settings.get("quarkus.datasource.reactive.postgresql.ssl-mode")).isEqualTo(sslMode);
        assertThat(jdbc.getProperty("PGHOST")).isEqualTo(host.contains(":") ? "[" + host + "]" : host);
        assertThat(jdbc.getProperty("PGPORT")).isEqualTo(String.valueOf(port));
        assertThat(jdbc.getProperty("PGDBNAME")).isEqualTo(database);
        assertThat(jdbc.getProperty("sslmode")).isEqualTo(sslMode);
        for (String source : new String[] { "quarkus.datasource.", "quarkus.datasource.migration." }) {
            assertThat(unescaped(settings.get(source + "username"))).isEqualTo(user);
            assertThat(unescaped(settings.get(source + "password"))).isEqualTo(password);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?sslmode=disable                                | disable     | true  |       |            | sslmode=disable
            ?sslmode=require                                | require     | true  |       |            | sslmode=require
            ?sslmode=verify-ca&sslrootcert=/etc/a+b%20c.pem | verify-ca   | false |       | /etc/a+b c.pem | sslmode=verify-ca&sslrootcert=%2Fetc%2Fa%2Bb%20c.pem
            ?sslmode=verify-full&sslrootcert=ca.pem         | verify-full | false | HTTPS | ca.pem     | sslmode=verify-full&sslrootcert=ca.pem
            # the roots that Java trusts: as neonctl and PlanetScale write it
            ?sslmode=verify-full&sslrootcert=system         | require     | false | HTTPS |            | sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory
            ?sslmode=verify-full                            | require     | false | HTTPS |            | sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory
            ?sslrootcert=system                             | require     | false | HTTPS |            | sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory
            """)
    void tlsOfTheDatabase(String query, String reactiveMode, String trustAll, String hostname, String certs, String jdbc) {
        Map<String, String> settings = GuideEnvironment
                .translate(Map.of("DATABASE_URL", "postgres://db.example.org/d" + query)::get);

        assertThat(settings.get("quarkus.datasource.reactive.postgresql.ssl-mode")).isEqualTo(reactiveMode);
        assertThat(settings.get("quarkus.datasource.reactive.trust-all")).isEqualTo(trustAll);
        assertThat(settings.get("quarkus.datasource.reactive.hostname-verification-algorithm")).isEqualTo(hostname);
        assertThat(settings.get("quarkus.datasource.reactive.trust-certificate-pem.certs")).isEqualTo(certs);
        assertThat(settings.get("quarkus.datasource.migration.jdbc.url"))
                .isEqualTo("jdbc:postgresql://db.example.org:5432/d?" + jdbc);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Render, inside and outside
            redis://red-abc123:6379                                   |         |            | red-abc123                      | 6379  | 0 | false
            rediss://red-abc123:s3cret@oregon-redis.render.com:6379   | red-abc123 | s3cret  | oregon-redis.render.com         | 6379  | 0 | true
            # Upstash
            rediss://default:AbC+dE==@eu1-fit-owl-1.upstash.io:6379   | default | AbC+dE==   | eu1-fit-owl-1.upstash.io        | 6379  | 0 | true
            # Heroku
            rediss://:p4ss@ec2-1-2-3-4.compute-1.amazonaws.com:21199  |         | p4ss       | ec2-1-2-3-4.compute-1.amazonaws.com | 21199 | 0 | true
            redis://h:p4ss@ec2-1-2-3-4.compute-1.amazonaws.com:21198  | h       | p4ss       | ec2-1-2-3-4.compute-1.amazonaws.com | 21198 | 0 | false
            # Azure
            rediss://:aB%2Bc%2Fd%3D@vf.redis.cache.windows.net:6380/1 |         | aB+c/d=    | vf.redis.cache.windows.net      | 6380  | 1 | true
            # ElastiCache, Railway, Docker
            rediss://vf.abc.euw1.cache.amazonaws.com                  |         |            | vf.abc.euw1.cache.amazonaws.com | 6379  | 0 | true
            redis://default:pw@redis.railway.internal:6379/           | default | pw         | redis.railway.internal          | 6379  | 0 | false
            redis://voice_redis:6379                                  |         |            | voice_redis                     | 6379  | 0 | false
            redis://:a%20b%2B+%25@voice_redis/15                      |         | a b++%     | voice_redis                     | 6379  | 15 | false
            redis://u%C3%A9%3A:p:q@redis?db=3                         | ué:     | p:q        | redis                           | 6379  | 3 | false
            redis://default:@redis                                    | default |            | redis                           | 6379  | 0 | false
            redis://[::1]:6380                                        |         |            | ::1                             | 6380  | 0 | false
            """)
    void redis(String url, String user, String password, String host, int port, int database, boolean tls) {
        Map<String, String> settings = GuideEnvironment.translate(Map.of("REDIS_URL", url)::get);

        assertThat(settings).containsEntry("voiceforge.redis.configured", "true");
        assertThat(RedisUrl.parse(settings.get("voiceforge.redis.url")))
                .isEqualTo(new RedisUrl(user, password, host, port, database, tls, false));
    }

    @Test
    void aSelfSignedRedisIsTrustedOnlyWhenTheUrlSaysSo() {
        assertThat(RedisUrl.parse("rediss://:p@redis?ssl_cert_reqs=none").trustAll()).isTrue();
        assertThat(RedisUrl.parse("rediss://:p@redis?ssl_cert_reqs=required").trustAll()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://kokoro_tts:8880/v1             | kokoro_tts          | 8880
            http://voice_ml:7860/                 | voice_ml            | 7860
            http://my_stack_ml_1                  | my_stack_ml_1       | 80
            https://me-tts.hf.space               | me-tts.hf.space     | 443
            https://api.example.org/a%2Fb+c/v1    | api.example.org     | 443
            https://example.org/@scope/v1         | example.org         | 443
            http://[::1]:9000/v1                  | [::1]               | 9000
            """)
    void provider(String url, String host, int port) throws Exception {
        for (String[] variable : new String[][] { { "HF_ML_API_URL", "voiceforge.space.url" },
                { "AI_INTEGRATIONS_OPENAI_BASE_URL", "voiceforge.openai.base-url" } }) {
            String base = GuideEnvironment.translate(Map.of(variable[0], url)::get).get(variable[1]);

            assertThat(base).isEqualTo(url.replaceAll("/$", ""));
            RequestOptions options = new RequestOptions().setAbsoluteURI(URI.create(base) + "/models");
            assertThat(options.getHost()).isEqualTo(host);
            assertThat(options.getPort()).isEqualTo(port);
            assertThat(options.getURI()).isEqualTo(new URL(base).getPath() + "/models");
        }
    }

    @Test
    void aCollectorWhoseHostHasAnUnderscoreIsReachedAsAProxy() {
        assertThat(GuideEnvironment.translate(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel_collector:4318/")::get))
                .containsEntry("quarkus.otel.sdk.disabled", "false")
                .containsEntry("quarkus.otel.exporter.otlp.endpoint", "http://otel-collector:4318")
                .containsEntry("quarkus.otel.exporter.otlp.proxy-options.enabled", "true")
                .containsEntry("quarkus.otel.exporter.otlp.proxy-options.host", "otel_collector")
                .containsEntry("quarkus.otel.exporter.otlp.proxy-options.port", "4318");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DATABASE_URL                    | postgres://u:hunter2@a:5432,b:5432/d             | names several hosts, but the gateway connects to one.
            DATABASE_URL                    | postgres://u:hunter2@/d?host=a,b                 | names several hosts, but the gateway connects to one.
            REDIS_URL                       | redis://a:6379,b:6379                            | names several hosts, but the gateway connects to one.
            REDIS_URL                       | redis://:hunter2@a,redis://:hunter2@b            | names several hosts, but the gateway connects to one.
            HF_ML_API_URL                   | http://a,b                                       | names several hosts, but the gateway connects to one.
            DATABASE_URL                    | postgres://u:hunter2@%2Fvar%2Frun%2Fpostgresql/d | names a Unix socket, but the gateway connects over TCP only.
            DATABASE_URL                    | postgres://u:hunter2@/d?host=/cloudsql/a:b:c     | names a Unix socket, but the gateway connects over TCP only.
            DATABASE_URL                    | postgres:///d?host=@abstract                     | names a Unix socket, but the gateway connects over TCP only.
            REDIS_URL                       | unix:///var/run/redis.sock                       | names a Unix socket, but the gateway connects over TCP only.
            REDIS_URL                       | redis+socket:///var/run/redis.sock               | names a Unix socket, but the gateway connects over TCP only.
            HF_ML_API_URL                   | http+unix://%2Ftmp%2Fhunter2                     | names a Unix socket, but the gateway connects over TCP only.
            HF_ML_API_URL                   | https://voice_ml/hunter2                         | has a host with an underscore, for which no certificate can be verified: it can be used without TLS only.
            REDIS_URL                       | rediss://:hunter2@voice_redis                    | has a host with an underscore, for which no certificate can be verified: it can be used without TLS only.
            DATABASE_URL                    | postgres://u:hunter2@voice_db/d?sslmode=verify-full | has a host with an underscore, for which no certificate can be verified: it can be used without TLS only.
            OTEL_EXPORTER_OTLP_ENDPOINT     | https://otel_collector:4318                      | has a host with an underscore, for which no certificate can be verified: it can be used without TLS only.
            DATABASE_URL                    | postgres://u:hunter2@h/d?sslmode=on              | has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full.
            DATABASE_URL                    | postgres://u:hunter2@h/d?sslmode=verify-ca       | has sslmode=verify-ca, which needs sslrootcert with the path of a PEM file.
            DATABASE_URL                    | postgres://u:hunter2@h/d?sslmode=require&sslrootcert=system | has sslrootcert=system, which needs sslmode=verify-full.
            DATABASE_URL                    | postgres://u:hunter2@h/d?sslrotcert=hunter2      | has a parameter for TLS that is neither sslmode nor sslrootcert.
            DATABASE_URL                    | postgres://u:hunter2@h/d?ssl=maybe               | has a parameter for TLS that is neither sslmode nor sslrootcert.
            """)
    void saysInOneSentenceWhatItCannotDo(String variable, String url, String sentence) {
        assertThatThrownBy(() -> GuideEnvironment.translate(Map.of(variable, url)::get))
                .isInstanceOf(InvalidSettingException.class).hasNoCause().hasMessage(variable + " " + sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = { "localhost/hunter2", "mysql://u:hunter2@h/d", "postgres:u:hunter2@h/d", "postgres://u:hunter2@h",
            "postgres://u:hunter2@h/", "postgres://u:hunter2@/d", "postgres://u:hunter2@h:0/d",
            "postgres://u:hunter2@h:65536/d",
            "postgres://u:hunter2@h:/d", "postgres://u:hunter2@h:port/d", "postgres://u:hunter2@q@h/d",
            "postgres://u:hunt/er2@h/d", "postgres://u:hunt%er2@h/d", "postgres://u:hunter2%2@h/d",
            "postgres://u:hunter2%FF@h/d",
            "postgres://u:hunter2%00@h/d", "postgres://u:hunter2%+1@h/d", "postgres://u:hunter2%\u0661\u0661@h/d",
            "postgres://u:hunter2@h/%zz", "postgres://u:hunter2@h/d#x", "postgres://u:hunter2@h/d?port=x",
            "postgres://u:hunter2@h/d?a=%", "postgres://u:hunter2@h\nx/d", "postgres://u:hunter2@h x/d",
            "postgres://u:hunter2@[::g]/d", "postgres://u:hunter2@[1.2.3.4]/d", "postgres://u:hunter2@[fe80::1%25eth0]/d",
            "postgres://u:hunter2@::1/d", "Server=h;Password=hunter2", "h:6380,password=hunter2,ssl=True" })
    void refusesWhatIsNoUrlOfADatabaseWithoutShowingIt(String url) {
        assertThatThrownBy(() -> GuideEnvironment.translate(Map.of("DATABASE_URL", url)::get))
                .isInstanceOf(InvalidSettingException.class).hasNoCause().hasMessage("DATABASE_URL must have the form"
                        + " postgres://user:password@host:port/database, with special characters percent-encoded.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "hunter2:6379", "http://hunter2", "redis://", "redis://:p@q@hunter2", "redis://:hunter/2@h",
            "redis://:hunter2%@h", "redis://h/hunter2", "redis://h/1/2", "redis://h/-1", "redis://h:0", "redis://h?db=hunter2",
            "rediss+cluster://hunter2", "redis://h#hunter2", "h.redis.cache.windows.net:6380,password=hunter2,ssl=True" })
    void refusesWhatIsNoUrlOfARedisWithoutShowingIt(String url) {
        assertThatThrownBy(() -> GuideEnvironment.translate(Map.of("REDIS_URL", url)::get))
                .isInstanceOf(InvalidSettingException.class).hasNoCause().hasMessage("REDIS_URL must have the form"
                        + " redis://user:password@host:port/database, or rediss:// for TLS,"
                        + " with special characters percent-encoded.");
    }

    @Property
    void whatIsPercentEncodedArrivesAsItWas(
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = '\u0001', to = '\u0200') String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(b));
        }
        ConnectionUrl url = ConnectionUrl.parse("a://%1$s:%1$s@h/%1$s?%1$s=%1$s".formatted(encoded), "");

        assertThat(url).isEqualTo(new ConnectionUrl("a", text, text, "h", -1, "/" + encoded, Map.of(text, text)));
        assertThat(url.name()).isEqualTo(text);
    }

    @Test
    void passwordsDoNotShowInWhatIsPrinted() {
        assertThat(RedisUrl.parse("redis://me:hunter2@h")).hasToString("redis://h:6379/0");
        assertThat(ConnectionUrl.parse("a://me:hunter2@h/d", "").toString()).doesNotContain("hunter2");
    }

    private static String unescaped(String setting) {
        return setting == null ? null : setting.replace("\\$", "$");
    }
}
