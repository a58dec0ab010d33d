package io.voiceforge.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** The bounds of JSON objects that callers define themselves and the gateway keeps without looking into them. */
public final class FreeFormJson {

    /** How deep objects and arrays may be nested. */
    public static final int MAX_DEPTH = 32;

    private FreeFormJson() {
    }

    /** What is wrong with it, worded to follow the member's name; empty when it can be kept. */
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
        return Unicode.isWellFormed(text) ? Optional.empty() : Optional.of("must not hold broken characters");
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
