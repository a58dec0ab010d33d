package io.voiceforge.dialect.voiceforge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;

/**
 * A JSON object from a caller whose members are read one by one, where it matters whether a member is null or missing. What is
 * wrong is collected, so that the caller hears of everything at once; a reader answers null or something harmless for it.
 */
final class JsonFields {

    private static final int MAX_PROBLEMS = 50;

    private final ObjectNode object;
    private final List<Detail> problems = new ArrayList<>();

    private JsonFields(ObjectNode object) {
        this.object = object;
    }

    /** Fails when the body is no object. */
    static JsonFields of(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return new JsonFields(object);
        }
        throw ApiException.invalid(List.of(new Detail("body", "must be a JSON object")));
    }

    boolean has(String name) {
        return object.has(name);
    }

    boolean hasNonNull(String name) {
        return object.hasNonNull(name);
    }

    /** The member, which may be a JSON null; null when it is missing. */
    JsonNode get(String name) {
        return object.get(name);
    }

    /** Up to {@code most} texts; none for a JSON null. */
    List<String> texts(String name, int most) {
        JsonNode node = object.get(name);
        List<String> texts = new ArrayList<>();
        if (node.isNull()) {
            return texts;
        }
        if (!node.isArray() || node.size() > most) {
            problem(name, "must be an array of at most " + most + " texts");
            return texts;
        }
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                problem(name, "must be an array of texts");
                return List.of();
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Null when it is missing. */
    Boolean bool(String name) {
        JsonNode node = object.get(name);
        if (node != null && !node.isBoolean()) {
            problem(name, "must be true or false");
            return null;
        }
        return node == null ? null : node.booleanValue();
    }

    /** @param path names the node in what is reported */
    Long whole(JsonNode node, String path, long least, long most) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= least && node.longValue() <= most) {
            return node.longValue();
        }
        problem(path, "must be a whole number from " + least + " to " + most);
        return null;
    }

    /** A member that nobody knows is a typing error. */
    void refuseUnknown(Set<String> known) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                problem(printable(member.getKey()), "is not known or cannot be set here");
            }
        }
    }

    void problem(String path, String message) {
        Detail detail = new Detail(path, message);
        if (!problems.contains(detail) && problems.size() < MAX_PROBLEMS) {
            problems.add(detail);
        }
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
    }

    /** Half of a surrogate pair cannot be stored. */
    static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** A caller's name for something, as it may stand in an answer. */
    static String printable(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40);
    }
}
