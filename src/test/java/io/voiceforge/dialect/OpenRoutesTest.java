package io.voiceforge.dialect;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;

/** With nothing configured: what is open, what is closed, and that it speaks. */
@QuarkusTest
class OpenRoutesTest {

    @ParameterizedTest
    @ValueSource(strings = { "/", "/api/live", "/api/ready", "/api/health", "/api/voice-library",
            "/api/voice-library/en-us-sarah-f", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics" })
    void openToEverybodyEvenWithABadKey(String path) {
        when().get(path).then().statusCode(200).header("X-Request-Id", notNullValue());
        given().header("Authorization", "Bearer nonsense").get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/metrics", "/q/metrics/", "/q//metrics", "/q/%6Detrics", "/q/x/../metrics", "/q/metrics;a=b" })
    void metersAreNotForThoseBehindAProxy(String path) {
        given().urlEncodingEnabled(false).header("X-Forwarded-For", "203.0.113.7").get(path).then().statusCode(403)
                .header("X-Request-Id", notNullValue()).body("code", equalTo("admin_disabled"))
                .body("error", containsString("METRICS_TOKEN"));
    }

    @Test
    void headOfHome() {
        when().head("/").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({ "POST,/api/tts", "POST,/v1/audio/speech", "GET,/api/voices" })
    void closedWithoutAKey(String method, String path) {
        String code = path.startsWith("/v1") ? "error.code" : "code";
        given().contentType("application/json").body("{}").request(method, path).then().statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body(code, equalTo(path.startsWith("/v1") ? "invalid_api_key" : "missing_api_key"));
        given().contentType("application/json").body("{}").header("X-API-Key", "vf_sk_" + "0".repeat(32)).request(method, path)
                .then().statusCode(401).body(code, equalTo("invalid_api_key"));
    }

    @Test
    void bodiesOf401() {
        given().contentType("application/json").body("{}").post("/api/tts").then()
                .body("error", equalTo("Missing or invalid authorization header"));
        given().contentType("application/json").body("{}").header("Authorization", "Basic abc").post("/api/tts").then()
                .body("error", equalTo("Missing or invalid authorization header"));
        given().contentType("application/json").body("{}").header("Authorization", "Bearer abc").post("/api/tts").then()
                .body("error", equalTo("Invalid or inactive API key"));
        given().contentType("application/json").body("{}").post("/v1/audio/speech").then()
                .body("error.type", equalTo("authentication_error")).body("error.message", notNullValue());
    }

    @ParameterizedTest
    @CsvSource({ "Authorization,'Bearer '", "Authorization,'bEARER '", "X-API-Key,''", "xi-api-key,''" })
    void anyOfThreeHeaders(String header, String prefix) {
        given().header(header, prefix + Speak.KEY).get("/api/voices").then().statusCode(200).body("$", hasSize(81));
    }

    @Test
    void tokenForThePrivateSpaceInAuthorizationDoesNotHideTheKey() {
        given().header("Authorization", "Bearer hf_something").header("X-API-Key", Speak.KEY).get("/api/voices").then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({ "POST,/api/keys", "GET,/api/keys/x", "PATCH,/api/keys/x", "DELETE,/api/keys/x", "POST,/api/keys/x/rotate",
            "GET,/api/keys/x/events" })
    void withoutATokenNobodyIsAnAdministrator(String method, String path) {
        given().request(method, path).then().statusCode(403).body("code", equalTo("admin_disabled"));
        given().header("X-Admin-Token", "").request(method, path).then().statusCode(403);
        given().header("X-Admin-Token", "guess").request(method, path).then().statusCode(403)
                .body("code", equalTo("admin_disabled"));
    }

    @Test
    void publishedDefaultKeyIsShownToEverybodyAndNothingElse() {
        when().get("/api/keys").then().statusCode(200).body("$", hasSize(1)).body("[0].name", equalTo("Default ML API Key"))
                .body("[0].rateLimit", equalTo(1000)).body("[0].key", equalTo(Speak.KEY));
        given().header("X-API-Key", Speak.KEY).get("/api/key").then().statusCode(200)
                .body("name", equalTo("Default ML API Key"))
                .body("key", equalTo(null));
    }

    @Test
    void health() {
        when().get("/api/health").then().body("status", equalTo("healthy"))
                .body("database.status", equalTo("not_configured"))
                .body("providers.space.status", equalTo("not_configured"))
                .body("providers.openai.status", equalTo("not_configured"))
                .body("providers.local.status", equalTo("up"))
                .body("version", notNullValue()).body("uptime", notNullValue());
    }

    @Test
    void voiceLibrary() {
        when().get("/api/voice-library").then().body("$", hasSize(81)).body("[0].id", equalTo("hindi-aditi-f"))
                .body("[0].gender", equalTo("female")).body("description", everyItem(not(equalTo(""))));
        when().get("/api/voice-library?locale=en&gender=male&q=deep").then().body("id", hasSize(1))
                .body("[0].id", equalTo("en-us-michael-m"));
        when().get("/api/voice-library/fr-lea-f").then().body("name", equalTo("Léa"));
        when().get("/api/voice-library/alloy").then().statusCode(404).body("code", equalTo("not_found"));
        when().get("/api/voice-library/nobody").then().statusCode(404);
    }

    @Test
    void speaksWav() {
        byte[] wav = given().header("X-API-Key", Speak.KEY).contentType("application/json")
                .body("{\"text\":\"Hello from VoiceForge, this is a test.\"}").post("/api/tts").then().statusCode(200)
                .header("Content-Type", startsWith("audio/wav")).header("X-VoiceForge-Provider", "local")
                .extract().asByteArray();

        assertThat(Sound.seconds(wav)).isBetween(1.5, 5.0);
        assertThat(Sound.level(wav)).isGreaterThan(0.01);
    }

    @Test
    void speaksMp3ToOpenAisClients() {
        byte[] mp3 = given().header("Authorization", "Bearer " + Speak.KEY).contentType("application/json")
                .body("{\"model\":\"tts-1\",\"input\":\"Hello from VoiceForge.\",\"voice\":\"alloy\"}").post("/v1/audio/speech")
                .then().statusCode(200).header("Content-Type", containsString("audio/mpeg")).extract().asByteArray();

        assertThat(Sound.isMp3(mp3)).isTrue();
        // 64 kbit/s: 8 bytes per millisecond
        assertThat(mp3.length / 8.0).isBetween(1000.0, 4000.0);
    }

    @Test
    void twiceTheSpeedTakesHalfTheTime() {
        double normal = Sound.seconds(speakAt(1.0));
        double fast = Sound.seconds(speakAt(2.0));

        assertThat(fast / normal).isBetween(0.35, 0.7);
    }

    private static byte[] speakAt(double speed) {
        return given().header("X-API-Key", Speak.KEY).contentType("application/json")
                .body("{\"text\":\"One two three four five six seven eight nine ten.\",\"speed\":" + speed + "}")
                .post("/api/tts").then().statusCode(200).extract().asByteArray();
    }
}
