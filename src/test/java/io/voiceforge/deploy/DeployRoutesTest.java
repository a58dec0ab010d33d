package io.voiceforge.deploy;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static io.voiceforge.deploy.DeployFiles.container;
import static io.voiceforge.deploy.DeployFiles.document;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.Speak;

/** What the files of {@code deploy/} call and read is there. */
@QuarkusTest
class DeployRoutesTest {

    @Test
    void everyProbeIsAnswered() {
        Set<String> probes = new TreeSet<>();
        for (String probe : new String[] { "startupProbe", "livenessProbe", "readinessProbe" }) {
            assertThat(container().at("/" + probe + "/httpGet/port").asText())
                    .isEqualTo(container().at("/ports/0/name").asText());
            probes.add(container().at("/" + probe + "/httpGet/path").asText());
        }
        probes.add(document("render.yaml").at("/services/0/healthCheckPath").asText());
        // what `voiceforge health`, the HEALTHCHECK, asks for
        probes.addAll(DeployFiles.found("\"GET (\\S+) HTTP", DeployFiles.read(
                Path.of("src/main/java/io/voiceforge/HealthProbe.java"))));
        assertThat(probes).containsExactly("/api/live", "/q/health/live", "/q/health/ready", "/q/health/started");

        probes.forEach(path -> when().get(path).then().statusCode(200));
    }

    @Test
    void everyMeterOfAlertsAndDashboardIsThere() {
        given().header("X-API-Key", Speak.KEY).contentType("application/json").body("{\"text\":\"Hello\"}").post("/api/tts")
                .then().statusCode(200);
        String scraped = when().get("/q/metrics").then().statusCode(200).extract().asString();
        Set<String> known = DeployFiles.found("(?m)^([a-z_]+)[{ ]", scraped);
        // those that begin with the first failure, and those of a store that is not in use here
        known.addAll(DeployFiles.found("(?m)^\\| `(voiceforge_[a-z_]+)` \\|", DeployFiles.read(Path.of("docs/operations.md"))));
        known.add("up");

        Set<String> used = new TreeSet<>();
        for (String query : DeployFiles.queries()) {
            // what remains after strings, labels, windows, groupings and functions
            String names = query.replaceAll("\"[^\"]*\"", "").replaceAll("\\{[^}]*}", " ").replaceAll("\\[[^]]*]", " ")
                    .replaceAll("\\b(by|without) *\\([^)]*\\)", " ").replaceAll("\\b[a-z_]+ *\\(", "(")
                    .replaceAll("\\b(and|or|unless)\\b", " ");
            Pattern.compile("[a-z_]{2,}").matcher(names).results().forEach(name -> used.add(name.group()));
        }

        assertThat(used).hasSizeGreaterThan(20).contains("voiceforge_overhead_seconds_bucket", "up");
        assertThat(used).allSatisfy(name -> assertThat(known).containsAnyOf(name,
                // a histogram stands in the documents under its own name
                name.replaceAll("_(bucket|count|sum)$", "")));
    }
}
