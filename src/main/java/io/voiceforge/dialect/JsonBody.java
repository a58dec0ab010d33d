package io.voiceforge.dialect;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.dialect.Wording.Expected;
import io.voiceforge.dialect.Wording.Type;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Detail.Kind;

/**
 * A JSON object from a caller, read member by member. Problems are collected, so that the caller hears of all of them at once: a
 * reader notes what is wrong in the dialect's own words and returns something harmless, and {@link #throwIfAny} ends the
 * reading. Members that nobody reads are ignored, unless {@link #refuseUnknown} refuses them. A null counts as missing, unless
 * the member is read through {@link #refusingNull}.
 */
public final class JsonBody {

    private final ObjectNode object;
    private final String prefix;
    private final boolean isNullMissing;
    private final Wording wording;
    private final Problems problems;

    private JsonBody(ObjectNode object, String prefix, boolean isNullMissing, Wording wording, Problems problems) {
        this.object = object;
        this.prefix = prefix;
        this.isNullMissing = isNullMissing;
        this.wording = wording;
        this.problems = problems;
    }

    /**
     * Begins to read a body.
     *
     * @param body null when there is none
     * @throws ApiException when the body is not an object
     */
    public static JsonBody of(JsonNode body, Wording wording) {
        if (body instanceof ObjectNode object) {
            return new JsonBody(object, "", true, wording, new Problems());
        }
        throw ApiException.invalid(List.of(new Detail("body", Kind.WRONG_TYPE,
                wording.wrongType(Expected.any(Type.BODY)))));
    }

    /** The same object, where a null is a value of the wrong type. */
    public JsonBody refusingNull() {
        return new JsonBody(object, prefix, false, wording, problems);
    }

    /** The object in that member, which has no members when it is missing or wrong. Its problems are this body's problems. */
    public JsonBody object(String name) {
        JsonNode node = typed(name, Expected.any(Type.OBJECT));
        return new JsonBody(node instanceof ObjectNode child ? child : JsonNodeFactory.instance.objectNode(),
                prefix + name + ".", isNullMissing, wording, problems);
    }

    /** Whether the member is there, even if it is null. */
    public boolean has(String name) {
        return object.has(name);
    }

    public boolean hasNonNull(String name) {
        return object.hasNonNull(name);
    }

    /** The member as it is, which may be a JSON null; null when it is missing. */
    public JsonNode get(String name) {
        return object.get(name);
    }

    /** Notes a problem when the member is missing. Whether its value is right is for its reader to say. */
    public void require(String name) {
        if (node(name) == null) {
            problem(name, Kind.MISSING, wording.missing());
        }
    }

    /** Any text; null when it is missing or wrong. */
    public String text(String name) {
        JsonNode node = typed(name, Expected.any(Type.TEXT));
        return node == null ? null : node.textValue();
    }

    /**
     * A text of {@code least} to {@code most} characters (code points), which is not blank unless {@code least} is 0; null when
     * it is missing or wrong.
     */
    public String text(String name, int least, int most) {
        Expected expected = new Expected(Type.TEXT, least, most);
        JsonNode node = typed(name, expected);
        if (node == null) {
            return null;
        }
        String text = node.textValue();
        int length = text.codePointCount(0, text.length());
        boolean isTooShort = length < least || least > 0 && text.isBlank();
        return isWithin(name, expected, isTooShort, length > most) ? text : null;
    }

    /** Up to {@code most} texts; empty when the member is missing or wrong. */
    public List<String> texts(String name, int most) {
        Expected expected = new Expected(Type.TEXTS, 0, most);
        JsonNode node = typed(name, expected);
        if (node == null) {
            return List.of();
        }
        if (!isWithin(name, expected, false, node.size() > most)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                problem(name, Kind.WRONG_TYPE, wording.wrongType(Expected.any(Type.TEXTS)));
                return List.of();
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Null when it is missing or wrong. */
    public Boolean bool(String name) {
        JsonNode node = typed(name, Expected.any(Type.BOOLEAN));
        return node == null ? null : node.booleanValue();
    }

    /** A whole number within the range; null when it is missing or wrong. */
    public Long whole(String name, long least, long most) {
        Expected expected = new Expected(Type.WHOLE_NUMBER, least, most);
        JsonNode node = typed(name, expected);
        if (node == null) {
            return null;
        }
        BigInteger number = node.bigIntegerValue();
        return isWithin(name, expected, number.compareTo(BigInteger.valueOf(least)) < 0,
                number.compareTo(BigInteger.valueOf(most)) > 0) ? number.longValue() : null;
    }

    /** A number within the range; null when it is missing or wrong. */
    public Double number(String name, double least, double most) {
        Expected expected = new Expected(Type.NUMBER, least, most);
        JsonNode node = typed(name, expected);
        if (node == null) {
            return null;
        }
        double number = node.doubleValue();
        return isWithin(name, expected, number < least, number > most) ? number : null;
    }

    /** Refuses members with other names, which are typing errors, with that message. */
    public void refuseUnknown(Set<String> known, String message) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                problem(printable(member.getKey()), Kind.UNKNOWN, message);
            }
        }
    }

    /** Notes that the value of that member is invalid. */
    public void problem(String name, String message) {
        problem(name, Kind.INVALID_VALUE, message);
    }

    /** Fails with {@code invalid_request} and all problems, when there are any. */
    public void throwIfAny() {
        problems.throwIfAny();
    }

    /** The member when it is there and has that type; null when it is missing, and with a problem when it has another type. */
    private JsonNode typed(String name, Expected expected) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        boolean fits = switch (expected.type()) {
            case BODY, OBJECT -> node.isObject();
            case TEXT -> node.isTextual();
            case TEXTS -> node.isArray();
            case BOOLEAN -> node.isBoolean();
            case WHOLE_NUMBER -> node.isIntegralNumber();
            case NUMBER -> node.isNumber();
        };
        if (!fits) {
            problem(name, Kind.WRONG_TYPE, wording.wrongType(expected));
        }
        return fits ? node : null;
    }

    /** Notes a problem when a value is outside its range. */
    private boolean isWithin(String name, Expected expected, boolean isTooSmall, boolean isTooLarge) {
        if (isTooSmall) {
            problem(name, Kind.TOO_SMALL, wording.tooSmall(expected));
        } else if (isTooLarge) {
            problem(name, Kind.TOO_LARGE, wording.tooLarge(expected));
        }
        return !isTooSmall && !isTooLarge;
    }

    private JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node != null && node.isNull() && isNullMissing ? null : node;
    }

    private void problem(String name, Kind kind, String message) {
        problems.add(prefix + name, kind, message);
    }

    /** A caller's name for a member, fit to be sent back. */
    private static String printable(String name) {
        if (name.isEmpty()) {
            return "\"\"";
        }
        String clean = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40);
    }
}
