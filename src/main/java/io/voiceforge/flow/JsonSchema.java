package io.voiceforge.flow;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Builds JSON schemas for the output of language models. */
final class JsonSchema {

    private JsonSchema() {
    }

    /** A response format in OpenAI's form. */
    static JsonObject format(String name, boolean strict, JsonObject schema) {
        return new JsonObject().put("type", "json_schema").put("json_schema",
                new JsonObject().put("name", name).put("strict", strict).put("schema", schema));
    }

    static JsonObject object(JsonObject properties) {
        return new JsonObject().put("type", "object").put("properties", properties)
                .put("required", new JsonArray(List.copyOf(properties.fieldNames()))).put("additionalProperties", false);
    }

    static JsonObject type(String type) {
        return new JsonObject().put("type", type);
    }

    static JsonObject oneOf(List<String> values) {
        return type("string").put("enum", new JsonArray(values));
    }

    static JsonObject anyOf(JsonObject... schemas) {
        return new JsonObject().put("anyOf", new JsonArray(List.of(schemas)));
    }
}
