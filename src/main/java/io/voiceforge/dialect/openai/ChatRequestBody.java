package io.voiceforge.dialect.openai;

import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.dialect.Problems;
import io.voiceforge.error.ApiException.Detail.Kind;
import io.voiceforge.json.Unicode;

/**
 * The body of {@code POST /v1/chat/completions}. Only the few members that the gateway itself relies on are checked; the rest
 * is between the caller and the provider.
 *
 * @param members all of them, as the caller sent them
 * @param stream whether to stream the response as events
 */
record ChatRequestBody(JsonObject members, boolean stream) {

    private static final int MAX_MODEL_CHARACTERS = 200;

    /** Reports all problems at once. */
    static ChatRequestBody of(Map<String, Object> map) {
        JsonObject members = new JsonObject(map);
        Problems problems = new Problems();
        checkMessages(members.getValue("messages"), problems);
        Object model = members.getValue("model");
        if (model != null && (!(model instanceof String name) || name.isBlank() || name.length() > MAX_MODEL_CHARACTERS)) {
            problems.add("model", Kind.INVALID_VALUE, "must be a string of 1 to " + MAX_MODEL_CHARACTERS + " characters");
        }
        Object stream = members.getValue("stream");
        if (stream != null && !(stream instanceof Boolean)) {
            problems.add("stream", Kind.WRONG_TYPE, "must be true or false");
        }
        if (problems.isEmpty() && !Unicode.isWellFormed(members.encode())) {
            problems.add("messages", Kind.INVALID_VALUE, "must not contain lone surrogates");
        }
        problems.throwIfAny();
        return new ChatRequestBody(members, Boolean.TRUE.equals(stream));
    }

    private static void checkMessages(Object messages, Problems problems) {
        if (!(messages instanceof JsonArray list) || list.isEmpty()) {
            problems.add("messages", messages == null ? Kind.MISSING : Kind.INVALID_VALUE,
                    "must be an array with at least one message");
            return;
        }
        for (int i = 0; i < list.size() && !problems.isFull(); i++) {
            if (!(list.getValue(i) instanceof JsonObject message)) {
                problems.add("messages." + i, Kind.WRONG_TYPE, "must be an object");
            } else if (!(message.getValue("role") instanceof String role) || role.isBlank()) {
                problems.add("messages." + i + ".role", Kind.INVALID_VALUE, "must be a string");
            }
        }
    }
}
