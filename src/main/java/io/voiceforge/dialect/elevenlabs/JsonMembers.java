package io.voiceforge.dialect.elevenlabs;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;

/**
 * Reads members of a JSON object one by one; others are nobody's business, as in ElevenLabs' API. A member that is null counts
 * as missing. What is wrong is collected, so that the caller hears of everything at once.
 */
final class JsonMembers {

    static final String MISSING = "Field required";
    static final String WRONG_TYPE = "Input should be a valid ";

    private final JsonNode object;
    private final String prefix;
    private final List<Detail> problems;

    private JsonMembers(JsonNode object, String prefix, List<Detail> problems) {
        this.object = object;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Fails when the body is no object. */
    static JsonMembers of(JsonNode body) {
        if (body == null || !body.isObject()) {
            throw ApiException.invalid(List.of(new Detail("body", WRONG_TYPE + "object")));
        }
        return new JsonMembers(body, "", new ArrayList<>());
    }

    /** The members of that member, none when it is missing. */
    JsonMembers object(String name) {
        JsonNode node = node(name);
        if (node != null && !node.isObject()) {
            problem(name, WRONG_TYPE + "object");
        }
        return new JsonMembers(node == null ? MissingNode.getInstance() : node, prefix + name + ".", problems);
    }

    /** Null when it is missing. */
    String text(String name) {
        JsonNode node = node(name);
        if (node != null && !node.isTextual()) {
            problem(name, WRONG_TYPE + "string");
            return null;
        }
        return node == null ? null : node.textValue();
    }

    /** Up to so many characters; null when it is missing. */
    String text(String name, int most) {
        String text = text(name);
        if (text != null && text.length() > most) {
            problem(name, "Input should have at most " + most + " characters");
        }
        return text;
    }

    /** Not blank. */
    String requiredText(String name) {
        String text = text(name);
        if (node(name) == null) {
            problem(name, MISSING);
        } else if (text != null && text.isBlank()) {
            problem(name, "Input should have at least 1 character");
        }
        return text;
    }

    void bool(String name) {
        JsonNode node = node(name);
        if (node != null && !node.isBoolean()) {
            problem(name, WRONG_TYPE + "boolean");
        }
    }

    /** {@code byDefault} when it is missing. */
    double number(String name, double least, double most, double byDefault) {
        JsonNode node = node(name);
        if (node == null) {
            return byDefault;
        }
        if (!node.isNumber()) {
            problem(name, WRONG_TYPE + "number");
        } else if (!(node.doubleValue() >= least && node.doubleValue() <= most)) {
            problem(name, "Input should be between " + least + " and " + most);
        }
        return node.doubleValue();
    }

    void whole(String name, long least, long most) {
        JsonNode node = node(name);
        if (node == null) {
            return;
        }
        if (!node.isIntegralNumber()) {
            problem(name, WRONG_TYPE + "integer");
        } else if (!node.canConvertToLong() || node.longValue() < least || node.longValue() > most) {
            problem(name, "Input should be between " + least + " and " + most);
        }
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
    }

    private JsonNode node(String name) {
        return object.hasNonNull(name) ? object.get(name) : null;
    }

    private void problem(String name, String message) {
        problems.add(new Detail(prefix + name, message));
    }
}
