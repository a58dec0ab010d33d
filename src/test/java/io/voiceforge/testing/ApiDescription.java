package io.voiceforge.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;

/** The document at {@code /q/openapi}, as its readers use it. */
public record ApiDescription(JsonObject document) {

    private static final String JSON = "application/json";

    /** An operation of the document. */
    public record Operation(String method, String path, JsonObject content) {

        public String id() {
            return content.getString("operationId");
        }

        public boolean needsKey() {
            return schemes().contains("{\"apiKey\":[]}");
        }

        public boolean needsAdministrator() {
            return schemes().equals(List.of("{\"adminToken\":[]}", "{\"adminBearer\":[]}"));
        }

        private List<String> schemes() {
            return content.getJsonArray("security", new JsonArray()).stream().map(Object::toString).toList();
        }

        public List<JsonObject> parameters() {
            return content.getJsonArray("parameters", new JsonArray()).stream().map(JsonObject.class::cast).toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static ApiDescription of(URI root) {
        return new ApiDescription(new JsonObject(Speak.send(
                HttpRequest.newBuilder(root.resolve("/q/openapi?format=json")).build(), HttpResponse.BodyHandlers.ofString())
                .body()));
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
            for (Map.Entry<String, Object> operation : (JsonObject) path.getValue()) {
                operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                        (JsonObject) operation.getValue()));
            }
        }
        return operations;
    }

    /** What a reference refers to, or the object itself if it is none. */
    public JsonObject resolved(JsonObject object) {
        String reference = object.getString("$ref");
        if (reference == null) {
            return object;
        }
        JsonObject found = document;
        for (String step : reference.substring(2).split("/")) {
            found = found == null ? null : found.getJsonObject(step);
        }
        return found;
    }

    /** The response that the operation documents for that status, or null. */
    public JsonObject response(Operation operation, int status) {
        JsonObject response = operation.content().getJsonObject("responses").getJsonObject(String.valueOf(status));
        return response == null ? null : resolved(response);
    }

    /** The media type of the request's body, or null. */
    public String requestType(Operation operation) {
        JsonObject body = operation.content().getJsonObject("requestBody");
        return body == null ? null : body.getJsonObject("content").fieldNames().iterator().next();
    }

    /** The schema of the request's body. */
    public JsonObject requestSchema(Operation operation) {
        return resolved(operation.content().getJsonObject("requestBody").getJsonObject("content")
                .getJsonObject(requestType(operation)).getJsonObject("schema"));
    }

    /** What is wrong with the body by the operation's own words; empty if nothing is. */
    public String problem(Operation operation, HttpResponse<?> answer, String body) {
        JsonObject response = response(operation, answer.statusCode());
        if (response == null) {
            return operation + " does not document " + answer.statusCode() + ": " + body;
        }
        String type = Speak.header(answer, "Content-Type");
        JsonObject content = response.getJsonObject("content", new JsonObject());
        String plain = type == null ? "" : type.replaceFirst(";.*", "");
        if (!content.containsKey(plain)) {
            return operation + " does not document the media type " + type + " of " + answer.statusCode();
        }
        return plain.equals(JSON)
                ? problem(content.getJsonObject(JSON).getJsonObject("schema"), Json.decodeValue(body))
                : "";
    }

    /** What is wrong with the value by the schema; empty if nothing is. */
    public String problem(JsonObject schema, Object value) {
        JsonObject whole = new JsonObject().put("$id", "https://document.invalid/").mergeIn(schema)
                .put("components", new JsonObject().put("schemas", document.getJsonObject("components").getValue("schemas")));
        OutputUnit result = Validator
                .create(JsonSchema.of(whole), new JsonSchemaOptions().setBaseUri("https://document.invalid/")
                        .setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Basic))
                .validate(value);
        return result.getValid() ? "" : Json.encode(value) + " is not as " + schema + " says: " + result.toJson();
    }
}
