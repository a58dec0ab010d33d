package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.AdminToken;
import io.voiceforge.testing.ApiDescription;
import io.voiceforge.testing.ApiDescription.Operation;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** The document at {@code /q/openapi} says what there is, and nothing else. */
@QuarkusTest
@WithTestResource(AdminToken.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDocumentTest {

    private static final String NOBODY = "00000000-0000-4000-8000-0000000000ff";

    @TestHTTPResource("/")
    URI root;

    private ApiDescription api;
    private String good;
    private String withoutScope;

    @BeforeAll
    void read() {
        api = ApiDescription.of(root);
        Admin admin = new Admin(root);
        good = admin.create("good").getString("key");
        withoutScope = admin.create(new JsonObject().put("name", "none of it").put("scopes", new JsonArray().add("vad"))
                .put("allowedIps", new JsonArray().add("203.0.113.0/24"))).getString("key");
    }

    @Test
    void hasEveryRouteAndNoOther() {
        Set<String> routes = new TreeSet<>();
        RuntimeResourceVisitor.visitRuntimeResources(null, ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String fullPath, RuntimeResource resource) {
                        routes.add(method + " " + fullPath.replaceAll("\\{(\\w+):[^}]*}", "{$1}"));
                    }
                });
        // the page that shows the document
        routes.removeIf(route -> route.startsWith("GET /docs"));

        assertThat(api.operations()).extracting(Operation::toString).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void isOpenApi31() {
        JsonObject broken = api.document().copy();
        broken.getJsonObject("paths").getJsonObject("/api/tts").getJsonObject("post").put("responses", "none");

        assertThat(api.document().getString("openapi")).startsWith("3.1.");
        assertThat(judged(api.document()).getValid()).as(judged(api.document()).toString()).isTrue();
        assertThat(judged(broken).getValid()).isFalse();
    }

    /** By the schema that the specification comes with. */
    private static OutputUnit judged(JsonObject document) {
        Vertx vertx = Vertx.vertx();
        try {
            return OpenAPIVersion.V3_1.getRepository(vertx, "https://document.invalid/")
                    .compose(specification -> OpenAPIVersion.V3_1.validateContract(vertx, specification, document.copy()))
                    .toCompletionStage().toCompletableFuture().join();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryPartIsUsed() {
        String text = api.document().encode();
        Set<String> references = Pattern.compile("\"\\$ref\":\"([^\"]+)\"").matcher(text).results()
                .map((MatchResult match) -> match.group(1)).collect(Collectors.toSet());
        Set<String> parts = new HashSet<>();
        api.document().getJsonObject("components").forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                ((JsonObject) kind.getValue()).fieldNames()
                        .forEach(name -> parts.add("#/components/" + kind.getKey() + "/" + name));
            }
        });

        assertThat(references).containsExactlyInAnyOrderElementsOf(parts);
        // a number would be a second type of the same name, which may be the other tomorrow
        assertThat(parts).filteredOn(part -> part.startsWith("#/components/schemas/"))
                .noneMatch(part -> part.matches(".*\\d|.*\\..*"));
    }

    @Test
    void everyOperationHasANameOfItsOwnATagAndASummary() {
        assertThat(api.operations()).extracting(Operation::id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(api.operations()).allSatisfy(operation -> {
            assertThat(operation.content().getString("summary")).as(operation.id()).isNotBlank();
            assertThat(operation.content().getJsonArray("tags")).as(operation.id()).hasSize(1);
            assertThat(operation.parameters().stream().map(api::resolved))
                    .as(operation.id()).allMatch(parameter -> parameter.containsKey("description"));
        });
    }

    @Test
    void everyErrorHasAnExampleInTheDialectsForm() {
        Set<String> codes = new TreeSet<>();
        for (Operation operation : api.operations()) {
            for (Map.Entry<String, Object> entry : operation.content().getJsonObject("responses")) {
                JsonObject response = api.resolved((JsonObject) entry.getValue());
                assertThat(response.getString("description")).as(operation + " " + entry.getKey()).isNotBlank();
                JsonObject content = response.getJsonObject("content");
                if (entry.getKey().compareTo("400") < 0 || operation.id().equals("getReadiness")
                        && entry.getKey().equals("503")) {
                    continue;
                }
                JsonObject media = content.getJsonObject("application/json");
                assertThat(media.getJsonObject("examples")).as(operation + " " + entry.getKey()).isNotEmpty();
                media.getJsonObject("examples").forEach(example -> {
                    Object value = api.resolved((JsonObject) example.getValue()).getValue("value");
                    assertThat(api.problem(media.getJsonObject("schema"), value)).isEmpty();
                    codes.add(example.getKey());
                });
            }
        }

        assertThat(codes).containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                // a path with another method is no operation
                .filter(code -> code != ErrorCode.METHOD_NOT_ALLOWED).map(ErrorCode::wireName).toList());
    }

    @Test
    void whatGoesWrongIsDocumented() {
        for (Operation operation : api.operations()) {
            for (Map.Entry<String, HttpResponse<String>> answer : mistakes(operation).entrySet()) {
                assertThat(api.problem(operation, answer.getValue(), answer.getValue().body()))
                        .as(operation + " with " + answer.getKey()).isEmpty();
                if (answer.getValue().statusCode() >= 400) {
                    assertThat(documented(operation, answer.getValue().statusCode()))
                            .as(operation + " with " + answer.getKey()).contains(code(answer.getValue().body()));
                }
            }
        }
    }

    private Map<String, HttpResponse<String>> mistakes(Operation operation) {
        Map<String, HttpResponse<String>> answers = new LinkedHashMap<>();
        answers.put("no key", send(operation, "{}"));
        answers.put("a wrong key", send(operation, "{}", "X-API-Key", "nonsense"));
        answers.put("a wrong token", send(operation, "{}", "X-Admin-Token", "nonsense"));
        answers.put("a key for something else, elsewhere", send(operation, "{}", "X-API-Key", withoutScope));
        String[] credential = operation.needsAdministrator() ? new String[] { "X-Admin-Token", Admin.TOKEN }
                : new String[] { "X-API-Key", good };
        answers.put("an empty object", send(operation, "{}", credential));
        answers.put("no JSON", send(operation, "{", credential));
        answers.put("an unknown member", send(operation, "{\"nonsense\":1}", credential));
        if (api.requestType(operation) != null) {
            answers.put("no body", send(operation, "", credential));
            answers.put("another media type", send(operation, "{}", credential[0], credential[1], "Content-Type", "image/png"));
        }
        answers.put("long headers", send(operation, "{}", credential[0], credential[1], "X-Long", "x".repeat(21_000)));
        return answers;
    }

    private HttpResponse<String> send(Operation operation, String body, String... headers) {
        boolean isForm = "multipart/form-data".equals(api.requestType(operation));
        HttpRequest.Builder request = HttpRequest
                .newBuilder(root.resolve(operation.path().replaceAll("\\{(s?id|version)}", NOBODY)))
                .method(operation.method(), HttpRequest.BodyPublishers.ofString(
                        operation.method().equals("GET") ? "" : isForm ? "--" + body : body))
                .header("Content-Type", isForm ? Upload.contentType() : "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The wire names that the document's examples for the status have. */
    private List<String> documented(Operation operation, int status) {
        JsonObject media = api.response(operation, status).getJsonObject("content").getJsonObject("application/json");
        return media.getJsonObject("examples").stream().map(example -> code(api
                .resolved((JsonObject) example.getValue()).getJsonObject("value").encode())).toList();
    }

    private static String code(String error) {
        JsonObject body = new JsonObject(error);
        if (body.getValue("detail") instanceof JsonArray) {
            return "problems";
        }
        return body.containsKey("detail") ? body.getJsonObject("detail").getString("status")
                : body.getValue("error") instanceof JsonObject openAi ? openAi.getString("code") : body.getString("code");
    }

    @Test
    void isTheSameInYaml() throws Exception {
        String yaml = Speak.send(HttpRequest.newBuilder(root.resolve("/q/openapi")).build(),
                HttpResponse.BodyHandlers.ofString()).body();

        assertThat(
                new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(yaml).at("/paths/~1api~1tts/post/operationId")
                        .asText())
                .isEqualTo("synthesizeSpeech");
    }
}
