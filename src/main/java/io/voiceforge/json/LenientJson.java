package io.voiceforge.json;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * Finds the JSON object in a language model's output: bare, fenced, or surrounded by prose. If there are several, the longest
 * is taken. Time is linear in the length of the text, because only the first 16 places where an object may begin are tried.
 */
public final class LenientJson {

    private static final int MAX_TRIES = 16;
    private static final int MAX_DEPTH = 64;

    private static final JsonMapper JSON = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build())
            // the most common mistakes of models
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** As programs write it: numbers that are none, members that come twice. */
    private static final JsonMapper OF_PROGRAMS = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private LenientJson() {
    }

    /**
     * The JSON object that another program has sent; of two members of the same name the last counts.
     *
     * @throws DecodeException if it is none
     */
    @SuppressWarnings("unchecked")
    public static JsonObject members(Buffer bytes) {
        try {
            Map<String, Object> members = OF_PROGRAMS.readValue(bytes.getBytes(), Map.class);
            if (members == null) {
                throw new DecodeException("not an object");
            }
            return new JsonObject(members);
        } catch (IOException | NumberFormatException e) {
            throw new DecodeException("not a JSON object", e);
        }
    }

    /** Empty if there is none, or if it is nested more than 64 levels deep. */
    public static Optional<ObjectNode> object(String text) {
        ObjectNode longest = null;
        int longestLength = 0;
        int from = text.indexOf('{');
        for (int tries = 0; from >= 0 && tries < MAX_TRIES; tries++) {
            int end = end(text, from);
            ObjectNode object = end < 0 ? null : parse(text.substring(from, end));
            if (object != null && end - from > longestLength) {
                longest = object;
                longestLength = end - from;
            }
            from = text.indexOf('{', object != null ? end : from + 1);
        }
        return Optional.ofNullable(longest);
    }

    /** The index after the brace that closes the one at {@code from}, or -1. */
    private static int end(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Null if the text is not an object. */
    private static ObjectNode parse(String text) {
        try {
            return JSON.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
