package io.voiceforge.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** What is asked of a caller's own JSON objects, which are kept without being looked into. */
public final class JsonObjects {

    /** Objects and arrays within each other. */
    public static final int MAX_DEPTH = 32;

    private JsonObjects() {
    }

    /** What is wrong with it, behind its name; empty when it may be kept. */
    public static Optional<String> problem(JsonNode node, int mostChars) {
        if (!node.isObject()) {
            return Optional.of("must be an object");
        }
        if (isDeep(node)) {
            return Optional.of("must not be nested more than " + MAX_DEPTH + " levels deep");
        }
        String text = node.toString();
        if (text.length() > mostChars) {
            return Optional.of("must not be longer than " + mostChars + " characters as JSON");
        }
        // half of a surrogate pair cannot be stored
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                ? Optional.of("must not hold broken characters")
                : Optional.empty();
    }

    private record Level(JsonNode node, int depth) {
    }

    /** Whether it is nested deeper than {@link #MAX_DEPTH}. */
    public static boolean isDeep(JsonNode root) {
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(root, 1));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth() > MAX_DEPTH) {
                return true;
            }
            for (JsonNode child : level.node()) {
                if (child.isContainerNode()) {
                    open.push(new Level(child, level.depth() + 1));
                }
            }
        }
        return false;
    }
}
