package io.voiceforge.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderId;

/**
 * A complete response.
 *
 * @param provider the provider that responded
 * @param completion OpenAI's {@code chat.completion} object, with an array {@code choices}
 */
public record ChatCompletion(ProviderId provider, JsonObject completion) {

    /** No response uses more; a provider's report beyond it is ignored. */
    private static final double MAX_TOKENS = 1e9;

    /** The text of the first choice; empty if it has none, as with tool calls. */
    public String content() {
        JsonArray choices = completion.getJsonArray("choices");
        if (!choices.isEmpty() && choices.getValue(0) instanceof JsonObject choice
                && choice.getValue("message") instanceof JsonObject message
                && message.getValue("content") instanceof String content) {
            return content;
        }
        return "";
    }

    /** The provider's name for the model, or null. */
    public String model() {
        return completion.getValue("model") instanceof String model ? model : null;
    }

    /** Prompt and completion tokens together, or null if the provider does not report them. */
    public Long tokens() {
        return tokensIn(completion);
    }

    static Long tokensIn(JsonObject object) {
        return object.getValue("usage") instanceof JsonObject usage
                && usage.getValue("total_tokens") instanceof Number tokens && tokens.doubleValue() >= 0
                && tokens.doubleValue() <= MAX_TOKENS ? tokens.longValue() : null;
    }
}
