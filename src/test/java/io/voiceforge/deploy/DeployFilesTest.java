package io.voiceforge.deploy;

import static io.voiceforge.deploy.DeployFiles.DOCKERFILE;
import static io.voiceforge.deploy.DeployFiles.container;
import static io.voiceforge.deploy.DeployFiles.document;
import static io.voiceforge.deploy.DeployFiles.found;
import static io.voiceforge.deploy.DeployFiles.kubernetes;
import static io.voiceforge.deploy.DeployFiles.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.voiceforge.config.GuideEnvironment;
import io.voiceforge.config.InvalidSettingException;
import io.voiceforge.provider.ProviderVariables;
import io.voiceforge.voice.VoiceLibrary;
import io.voiceforge.voice.VoiceNames;

/** What ships agrees with itself and with the documents. */
class DeployFilesTest {

    private static final int PORT = 7860;

    static List<Path> all() {
        return DeployFiles.all();
    }

    @Test
    void everythingIsThere() {
        assertThat(all()).extracting(file -> DeployFiles.DIRECTORY.relativize(file).toString()).contains("compose.yaml",
                "env.example", "render.yaml", "grafana/voiceforge.json", "huggingface/Dockerfile", "huggingface/README.md",
                "local/compose.yaml", "kubernetes/kustomization.yaml", "prometheus/alerts.yaml");
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFileParsesAndHasNoTabAndNoSecret(Path file) {
        String text = read(file);
        String name = file.toString();

        if (name.endsWith(".yaml") || name.endsWith(".json")) {
            assertThat(DeployFiles.documents(file)).isNotEmpty()
                    .allSatisfy(document -> assertThat(document.isObject()).isTrue());
        }
        assertThat(text).doesNotContain("\t").endsWith("\n");
        // 24 digits or more in a row, and what tokens of the providers and keys of the gateway begin with
        assertThat(text).doesNotContainPattern("(?i)(?<![a-z0-9])[0-9a-f]{24,}")
                .doesNotContainPattern("\\b(vf_sk_|hf_|sk-)[A-Za-z0-9]{8}");
        assertThat(text).doesNotContainPattern("[a-z]+://[^/\\s:@]+:[^$<@/\\s][^@/\\s]*@");
    }

    // ---- variables

    @Test
    void everyVariableThatAFileSetsIsDocumented() {
        Map<String, Set<String>> variables = DeployFiles.variables();

        assertThat(variables.values()).allSatisfy(names -> assertThat(names).isNotEmpty());
        assertThat(variables)
                .allSatisfy((file, names) -> assertThat(DeployFiles.documented().keySet()).as(file).containsAll(names));
    }

    @Test
    void envExampleHasEveryDocumentedVariableWithItsDefaultAndNoOther() {
        Map<String, String> documented = DeployFiles.documented();
        Set<String> lines = found("(?m)^(.+=.*)$", read(Path.of("deploy/env.example")));

        assertThat(documented).hasSizeGreaterThan(40).containsKeys("PORT", "DATABASE_URL", "VOICEFORGE_DATA_DIR");
        Set<String> expected = new TreeSet<>();
        documented.forEach((name, value) -> {
            Matcher code = Pattern.compile("`((?!vf_sk_)[^`]*)`").matcher(value);
            expected.add("#" + name + "=" + (code.matches() ? code.group(1) : ""));
        });
        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void everyDocumentedDefaultOfAShortNameIsAccepted() {
        for (String line : found("(?m)^#([A-Z][A-Z0-9_]+=.+)$", read(Path.of("deploy/env.example")))) {
            String[] parts = line.split("=", 2);
            assertThat(GuideEnvironment.translate(Map.of(parts[0], parts[1])::get)).as(line).isNotEmpty();
        }
    }

    @Test
    void composeHasNoDefaultForASecret() {
        String compose = read(Path.of("deploy/compose.yaml"));

        assertThat(found("\\$\\{([A-Z_]+)[^}]*}", compose)).contains("ADMIN_TOKEN", "POSTGRES_PASSWORD", "REDIS_PASSWORD");
        assertThat(found("(\\$\\{[A-Z_]*(?:PASSWORD|ADMIN_TOKEN|SECRET)[^}]*})", compose))
                .allSatisfy(reference -> assertThat(reference).contains(":?"));
        assertThat(found("(\\$\\{[A-Z_]+:-[^}]+})", compose)).containsExactly("${PORT:-7860}");
    }

    @Test
    void renderGeneratesTheGatewaysOwnSecretsAndKnowsNoValueOfTheOthers() {
        for (JsonNode variable : document("render.yaml").at("/services/0/envVars")) {
            String key = variable.path("key").asText();
            switch (key) {
                case "ADMIN_TOKEN", "METRICS_TOKEN", "SESSION_SECRET" ->
                    assertThat(variable.path("generateValue").asBoolean()).as(key).isTrue();
                case "DATABASE_URL" -> assertThat(variable.at("/fromDatabase/name").asText())
                        .isEqualTo(document("render.yaml").at("/databases/0/name").asText()).isNotEmpty();
                case "HUGGINGFACE_TOKEN", "AI_INTEGRATIONS_OPENAI_API_KEY" -> assertThat(variable.path("sync").asBoolean(true))
                        .as(key).isFalse();
                default -> {
                    // no secret
                }
            }
        }
        assertThat(DeployFiles.variables().get("render.yaml")).contains("ADMIN_TOKEN", "METRICS_TOKEN", "SESSION_SECRET",
                "DATABASE_URL");
    }

    @Test
    void noFileOpensTheMetersToEverybody() {
        Map<String, Set<String>> variables = DeployFiles.variables();

        assertThat(variables).allSatisfy(
                (file, names) -> assertThat(names).as(file).doesNotContain("VOICEFORGE_ACCESS_METRICS_OPEN"));
        for (String file : List.of("render.yaml", "compose.yaml", "kubernetes Secret", "huggingface")) {
            assertThat(variables.get(file)).as(file).contains("METRICS_TOKEN");
        }
    }

    @Test
    void aPlaceholderOfTheSecretStopsTheStart() {
        JsonNode secret = kubernetes("Secret").path("stringData");
        assertThat(secret.size()).isGreaterThan(3);
        secret.fields().forEachRemaining(entry -> assertThatThrownBy(
                () -> GuideEnvironment.translate(Map.of(entry.getKey(), entry.getValue().asText())::get)).as(entry.getKey())
                .isInstanceOf(InvalidSettingException.class));
    }

    @Test
    void theValuesOfTheConfigMapAreAccepted() {
        Map<String, String> values = new java.util.HashMap<>();
        kubernetes("ConfigMap").path("data").fields()
                .forEachRemaining(entry -> values.put(entry.getKey(), entry.getValue().textValue()));

        assertThat(values.values()).doesNotContainNull();
        assertThat(GuideEnvironment.translate(values::get)).containsEntry("quarkus.log.console.json.enabled", "true")
                .containsEntry("quarkus.shutdown.delay", "5s").containsEntry("quarkus.otel.sdk.disabled", "true");
    }

    // ---- ports

    @Test
    void portsAgree() {
        assertThat(found("(?m)^EXPOSE (.*)$", DOCKERFILE)).containsExactly(String.valueOf(PORT));
        assertThat(DeployFiles.space().path("app_port").asInt()).isEqualTo(PORT);
        assertThat(DeployFiles.space().path("sdk").asText()).isEqualTo("docker");
        assertThat(document("compose.yaml").at("/services/gateway/ports/0").asText()).endsWith(":" + PORT);
        assertThat(document("compose.yaml").at("/services/gateway/environment/PORT").asInt()).isEqualTo(PORT);
        assertThat(kubernetes("ConfigMap").at("/data/PORT").textValue()).isEqualTo(String.valueOf(PORT));
        assertThat(container().at("/ports/0/containerPort").asInt()).isEqualTo(PORT);
        assertThat(kubernetes("Service").at("/spec/ports/0/targetPort").asText())
                .isEqualTo(container().at("/ports/0/name").asText());
        assertThat(kubernetes("NetworkPolicy").at("/spec/ingress/0/ports/0/port").asInt()).isEqualTo(PORT);
        for (JsonNode variable : document("render.yaml").at("/services/0/envVars")) {
            if (variable.path("key").asText().equals("PORT")) {
                assertThat(variable.path("value").asInt()).isEqualTo(PORT);
            }
        }
    }

    // ---- containers

    @Test
    void theImageIsSmallAndNotRoots() {
        String[] stages = DOCKERFILE.split("(?m)^FROM ");
        String last = stages[stages.length - 1];

        assertThat(stages).hasSize(4);
        assertThat(last).startsWith("${MICRO}").doesNotContain("RUN ").containsOnlyOnce("COPY ")
                .contains("COPY --from=build /code/target/*-runner /app/voiceforge");
        assertThat(found("(?m)^ARG [A-Z]+=([a-z].*[:/@].*)$", DOCKERFILE)).hasSize(3)
                .allSatisfy(image -> assertThat(image).containsPattern("(:[^:]*[0-9][^:]*|@sha256:[0-9a-f]{64})$"));
        for (int i = 2; i < stages.length; i++) {
            assertThat(stages[i]).containsPattern("(?m)^USER 1000$").doesNotContain("curl").doesNotContainPattern("(?m)^ADD ");
            assertThat(stages[i]).containsPattern("(?m)^HEALTHCHECK .*--timeout=3s .*CMD \\[\"/app/voiceforge\", \"health\"]$");
            assertThat(stages[i]).containsPattern("(?m)^ENTRYPOINT \\[\"/app/voiceforge\"]$");
        }
        assertThat(stages[2]).contains("AS with-espeak-ng").contains("espeak-ng");
        assertThat(Path.of("Dockerfile")).doesNotExist();
    }

    @Test
    void whatTheDockerfileCopiesGetsThroughDockerignore() {
        Set<String> ignored = Set.of(read(Path.of(".dockerignore")).split("\n"));

        assertThat(ignored).contains("*");
        for (String copied : found("(?m)^COPY --chown=\\S+ (\\S+) ", DOCKERFILE)) {
            assertThat(ignored).contains("!" + copied.split("/")[0]);
            assertThat(Files.exists(Path.of(copied))).as(copied).isTrue();
        }
    }

    @Test
    void containersMayDoAsLittleAsPossible() {
        JsonNode pod = kubernetes("Deployment").at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(1000);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        JsonNode security = container().path("securityContext");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(container().at("/volumeMounts/0/mountPath").asText()).isEqualTo("/tmp");
        assertThat(pod.at("/volumes/0/emptyDir").isObject()).isTrue();
        assertThat(container().at("/resources/requests/memory").asText()).isNotEmpty();
        assertThat(container().at("/resources/limits/memory").asText()).isNotEmpty();

        JsonNode compose = document("compose.yaml").at("/services/gateway");
        assertThat(compose.path("read_only").asBoolean()).isTrue();
        assertThat(compose.path("user").asText()).isEqualTo("1000:1000");
        assertThat(compose.at("/cap_drop/0").asText()).isEqualTo("ALL");
        assertThat(compose.at("/tmpfs/0").asText()).startsWith("/tmp");
    }

    @Test
    void everybodyWaitsForAShutdownToEnd() {
        long delay = seconds(kubernetes("ConfigMap").at("/data/VOICEFORGE_SHUTDOWN_DELAY").asText());
        String properties = read(Path.of("src/main/resources/application.properties"));
        long streams = seconds(found("(?m)^quarkus.shutdown.timeout=(.*)$", properties).iterator().next());
        // calls that are cut off, and usage
        long records = 10 + 10;

        assertThat(kubernetes("Deployment").at("/spec/template/spec/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(delay + streams + records);
        assertThat(document("render.yaml").at("/services/0/maxShutdownDelaySeconds").asLong())
                .isGreaterThan(delay + streams + records).isLessThanOrEqualTo(300);
        assertThat(seconds(document("compose.yaml").at("/services/gateway/stop_grace_period").asText()))
                .isGreaterThan(streams + records);
    }

    @ParameterizedTest
    @CsvSource({ "Deployment,apps/v1,/spec/selector/matchLabels", "Service,v1,/spec/selector",
            "PodDisruptionBudget,policy/v1,/spec/selector/matchLabels",
            "NetworkPolicy,networking.k8s.io/v1,/spec/podSelector/matchLabels" })
    void everySelectorFindsThePods(String kind, String version, String selector) {
        JsonNode labels = kubernetes("Deployment").at("/spec/template/metadata/labels");

        assertThat(kubernetes(kind).path("apiVersion").asText()).isEqualTo(version);
        assertThat(kubernetes(kind).at(selector)).isEqualTo(labels).isNotEmpty();
    }

    @Test
    void theKustomizationHasEveryFileButTheTemplateOfTheSecret() {
        JsonNode kustomization = kubernetes("Kustomization");
        Set<String> resources = new TreeSet<>();
        kustomization.path("resources").forEach(resource -> resources.add(resource.asText()));
        Set<String> files = new TreeSet<>();
        all().stream().filter(file -> file.startsWith("deploy/kubernetes")).forEach(file -> files.add(
                file.getFileName().toString()));
        files.removeAll(Set.of("kustomization.yaml", "secret.example.yaml"));

        assertThat(resources).isEqualTo(files);
        assertThat(kustomization.at("/images/0/name").asText()).isEqualTo(container().path("image").asText());
        assertThat(container().at("/envFrom/0/configMapRef/name").asText())
                .isEqualTo(kubernetes("ConfigMap").at("/metadata/name").asText());
        assertThat(container().at("/envFrom/1/secretRef/name").asText())
                .isEqualTo(kubernetes("Secret").at("/metadata/name").asText());
        JsonNode scaler = kubernetes("HorizontalPodAutoscaler").path("spec");
        assertThat(scaler.at("/scaleTargetRef/name").asText())
                .isEqualTo(kubernetes("Deployment").at("/metadata/name").asText());
        assertThat(scaler.path("minReplicas").asInt()).isBetween(2, scaler.path("maxReplicas").asInt());
        assertThat(kubernetes("Deployment").at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void renderAndComposeBuildTheDockerfileThatThereIs() {
        JsonNode service = document("render.yaml").at("/services/0");
        assertThat(service.path("type").asText()).isEqualTo("web");
        assertThat(service.path("runtime").asText()).isEqualTo("docker");
        assertThat(Path.of(service.path("dockerContext").asText()).resolve(service.path("dockerfilePath").asText())).exists();
        JsonNode build = document("compose.yaml").at("/services/gateway/build");
        assertThat(Path.of("deploy").resolve(build.path("context").asText()).resolve(build.path("dockerfile").asText()))
                .exists();
        assertThat(document("compose.yaml").at("/services").findValuesAsText("image")).hasSize(3)
                .allSatisfy(image -> assertThat(image).matches("voiceforge|[a-z]+:[0-9]+\\.[0-9]+.*"));
    }

    // ---- everything on one machine

    @Test
    void theLocalServersAreProvidersByConfigurationAndNeedNoKey() {
        JsonNode services = document("local/compose.yaml").path("services");
        Map<String, String> variables = new TreeMap<>();
        services.at("/gateway/environment").fields()
                .forEachRemaining(entry -> variables.put(entry.getKey(), entry.getValue().asText()));

        ProviderVariables.check(variables.keySet());
        Set<String> hosts = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        variables.forEach((name, value) -> {
            if (name.endsWith("_BASE_URL")) {
                assertThat(value).matches("http://[a-z]+:[0-9]+/v1");
                hosts.add(value.replaceAll("http://|:.*", ""));
            } else if (name.endsWith("_OPERATIONS")) {
                operations.add(value);
            }
            assertThat(name).doesNotContainPattern("KEY|TOKEN|SECRET");
        });
        assertThat(hosts).hasSize(3).allSatisfy(host -> assertThat(services.has(host)).isTrue());
        assertThat(operations).containsExactly("chat", "speech", "transcription");
        Set<String> others = new TreeSet<>(variables.keySet());
        others.removeIf(name -> name.startsWith("VOICEFORGE_PROVIDERS_"));
        assertThat(DeployFiles.documented().keySet()).containsAll(others);
    }

    @Test
    void theLocalServersVoicesAreVoicesOfTheLibrary() {
        Map<String, String> names = new TreeMap<>();
        String voices = document("local/compose.yaml").at("/services/gateway/environment/VOICEFORGE_PROVIDERS_KOKORO_VOICES")
                .asText();
        for (String pair : voices.split(",")) {
            names.put(pair.strip().split("=")[0], pair.strip().split("=")[1]);
        }
        VoiceLibrary library = new VoiceLibrary(new ObjectMapper());
        VoiceNames mapping = new VoiceNames(names, library);

        assertThat(mapping.of(library.defaultVoice())).contains("af_heart");
        assertThat(mapping.of(library.find("en-gb-henry-m").orElseThrow())).contains("bm_george");
        assertThat(mapping.of(library.find("de-anna-f").orElseThrow())).isEmpty();
    }

    @Test
    void theLocalGatewayIsForThisMachineAndItsImagesHaveVersions() {
        JsonNode services = document("local/compose.yaml").path("services");

        assertThat(services.at("/gateway/ports/0").asText()).startsWith("127.0.0.1:").endsWith(":" + PORT);
        assertThat(services.at("/gateway/read_only").asBoolean()).isTrue();
        assertThat(services.at("/gateway/user").asText()).isEqualTo("1000:1000");
        assertThat(Path.of("deploy/local").resolve(services.at("/gateway/build/context").asText()).resolve("Dockerfile.native"))
                .exists();
        assertThat(services.findValuesAsText("image")).hasSize(5)
                .allSatisfy(image -> assertThat(image).matches("voiceforge|[a-z./-]+:[a-z-]*[0-9][a-z0-9.-]+"));
        services.fields().forEachRemaining(service -> assertThat(service.getKey().equals("gateway")
                || service.getValue().path("ports").isMissingNode()).as(service.getKey()).isTrue());
    }

    // ---- alerts and dashboard

    @Test
    void everyAlertIsCompleteAndDocumentedAndNoOtherIs() {
        JsonNode rules = document("prometheus/alerts.yaml").at("/groups/0/rules");
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules) {
            names.add(rule.path("alert").asText());
            assertThat(rule.path("expr").asText()).isNotBlank();
            assertThat(rule.path("for").asText()).matches("[0-9]+m");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
        }

        assertThat(names).hasSize(rules.size());
        assertThat(found("(?m)^\\| `(VoiceForge[A-Za-z]+)` \\|", read(Path.of("docs/operations.md")))).isEqualTo(names);
    }

    @Test
    void everyPanelAsksTheChosenDataSourceAndHasAPlaceOfItsOwn() {
        JsonNode dashboard = document("grafana/voiceforge.json");
        Set<String> places = new TreeSet<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(places.add(panel.at("/gridPos/y").asInt() + "/" + panel.at("/gridPos/x").asInt())).isTrue();
            assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt()).isLessThanOrEqualTo(24);
            assertThat(panel.path("title").asText()).isNotBlank();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).isNotEmpty()
                        .allSatisfy(target -> assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}"));
            }
        }
        assertThat(ids).hasSizeGreaterThan(15);
        assertThat(dashboard.at("/templating/list").findValuesAsText("name")).contains("datasource", "job");
    }

    @Test
    void bracketsOfEveryQueryClose() {
        assertThat(DeployFiles.queries()).hasSizeGreaterThan(30).allSatisfy(query -> {
            String plain = query.replaceAll("\"[^\"]*\"", "");
            for (String pair : List.of("()", "{}", "[]")) {
                assertThat(plain.chars().filter(c -> c == pair.charAt(0)).count()).as(query)
                        .isEqualTo(plain.chars().filter(c -> c == pair.charAt(1)).count());
            }
        });
    }

    private static long seconds(String duration) {
        assertThat(duration).matches("[0-9]+s");
        return Long.parseLong(duration.replace("s", ""));
    }
}
