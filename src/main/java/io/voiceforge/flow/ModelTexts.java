package io.voiceforge.flow;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.json.Unicode;

/** What is the same for all that language models write here. */
final class ModelTexts {

    private ModelTexts() {
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

    /** Without what cannot be stored, spoken or sent: control characters but line ends, and halves of surrogate pairs. */
    static String clean(String text, int mostCharacters) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) && !Unicode.isLoneSurrogate(c))
                .limit(mostCharacters).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /** Its beginning, when it is longer. */
    static String cut(String text, int mostChars) {
        return text.length() <= mostChars ? text : clean(text.substring(0, mostChars), mostChars);
    }
}
