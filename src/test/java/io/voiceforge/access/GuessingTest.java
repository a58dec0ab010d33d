package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.key.KeySecret;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Speak;

/** Whoever guesses is slowed down; whoever has a key at the same address is not. */
@QuarkusTest
@WithTestResource(GuessingTest.FewAttempts.class)
class GuessingTest {

    public static final class FewAttempts implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("ADMIN_TOKEN", Admin.TOKEN, "voiceforge.access.failures-per-minute", "10",
                    "VOICEFORGE_TRUSTED_PROXIES", "127.0.0.0/8");
        }

        @Override
        public void stop() {
            // nothing has been started
        }
    }

    @TestHTTPResource("/")
    URI root;

    @Test
    void elevenWrongKeysAreTooMany() {
        String address = "198.51.100.1";
        for (int i = 0; i < 10; i++) {
            assertThat(call(address, "X-API-Key", i % 2 == 0 ? "nonsense" : KeySecret.generate()).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = call(address, "X-API-Key", KeySecret.generate());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("too_many_failed_attempts");
        assertThat(Integer.parseInt(Speak.header(refused, "Retry-After"))).isBetween(1, 60);

        assertThat(call(address, "X-API-Key", Speak.KEY).statusCode()).as("a key in use").isEqualTo(200);
        assertThat(call("198.51.100.2", "X-API-Key", "nonsense").statusCode()).as("somebody else").isEqualTo(401);
    }

    @Test
    void wrongAdminTokensCountToo() {
        String address = "198.51.100.3";
        for (int i = 0; i < 10; i++) {
            assertThat(call(address, "/api/keys", "X-Admin-Token", "guess" + i).statusCode()).isEqualTo(403);
        }

        assertThat(call(address, "/api/keys", "X-Admin-Token", Admin.TOKEN).statusCode()).isEqualTo(429);
        assertThat(call("198.51.100.4", "/api/keys", "X-Admin-Token", Admin.TOKEN).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> call(String address, String header, String value) {
        return call(address, "/api/key", header, value);
    }

    private HttpResponse<String> call(String address, String path, String header, String value) {
        return Speak.send(
                HttpRequest.newBuilder(root.resolve(path)).header("X-Forwarded-For", address).header(header, value).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
