package io.voiceforge.dialect.openai;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;

/** Looks at the few members of a chat request that the gateway itself relies on; the rest is between caller and provider. */
final class ChatBody {

    private static final int MAX_PROBLEMS = 50;
    private static final int MAX_MODEL_CHARACTERS = 200;

    private ChatBody() {
    }

    /** Fails with all problems; whether the answer is to come in events. */
    static boolean check(JsonObject body) {
        List<Detail> problems = new ArrayList<>();
        checkMessages(body.getValue("messages"), problems);
        Object model = body.getValue("model");
        if (model != null && (!(model instanceof String name) || name.isBlank() || name.length() > MAX_MODEL_CHARACTERS)) {
            problems.add(new Detail("model", "must be a text of 1 to " + MAX_MODEL_CHARACTERS + " characters"));
        }
        Object stream = body.getValue("stream");
        if (stream != null && !(stream instanceof Boolean)) {
            problems.add(new Detail("stream", "must be true or false"));
        }
        if (problems.isEmpty() && !isWellFormed(body.encode())) {
            problems.add(new Detail("messages", "must not hold broken characters"));
        }
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
        }
        return Boolean.TRUE.equals(stream);
    }

    private static void checkMessages(Object messages, List<Detail> problems) {
        if (!(messages instanceof JsonArray list) || list.isEmpty()) {
            problems.add(new Detail("messages", "must be an array with at least one message"));
            return;
        }
        for (int i = 0; i < list.size() && problems.size() < MAX_PROBLEMS; i++) {
            if (!(list.getValue(i) instanceof JsonObject message)) {
                problems.add(new Detail("messages." + i, "must be an object"));
            } else if (!(message.getValue("role") instanceof String role) || role.isBlank()) {
                problems.add(new Detail("messages." + i + ".role", "must be a text"));
            }
        }
    }

    /** Half of a surrogate pair cannot be sent on. */
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
