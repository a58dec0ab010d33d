package io.voiceforge.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderId;

/**
 * A whole answer.
 *
 * @param provider who answered
 * @param completion OpenAI's {@code chat.completion} object, with an array {@code choices}
 */
public record ChatCompletion(ProviderId provider, JsonObject completion) {

    /** No answer takes more; what a provider says beyond it is not believed. */
    private static final double MAX_TOKENS = 1e9;

    /** The text of the first choice; empty when it has none, as with tool calls. */
    public String content() {
        JsonArray choices = completion.getJsonArray("choices");
        if (!choices.isEmpty() && choices.getValue(0) instanceof JsonObject choice
                && choice.getValue("message") instanceof JsonObject message
                && message.getValue("content") instanceof String content) {
            return content;
        }
        return "";
    }

    /** As the provider calls it, or null. */
    public String model() {
        return completion.getValue("model") instanceof String model ? model : null;
    }

    /** Tokens that it took, both ways, or null when the provider does not say. */
    public Long tokens() {
        return tokensIn(completion);
    }

    static Long tokensIn(JsonObject object) {
        return object.getValue("usage") instanceof JsonObject usage
                && usage.getValue("total_tokens") instanceof Number tokens && tokens.doubleValue() >= 0
                && tokens.doubleValue() <= MAX_TOKENS ? tokens.longValue() : null;
    }
}
