package io.voiceforge.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Bounds on JSON objects that callers define and the gateway stores without interpreting them. */
public final class FreeFormJson {

    /** The maximum nesting depth of objects and arrays. */
    public static final int MAX_DEPTH = 32;

    private FreeFormJson() {
    }

    /** The problem, worded to follow the member's name; empty if the object can be stored. */
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
        return Unicode.isWellFormed(text) ? Optional.empty() : Optional.of("must not contain lone surrogates");
    }

    private record Level(JsonNode node, int depth) {
    }

    /** Whether it is nested more than {@link #MAX_DEPTH} levels deep. */
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
