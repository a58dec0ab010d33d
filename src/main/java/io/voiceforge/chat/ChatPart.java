package io.voiceforge.chat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A part of a streamed response.
 *
 * @param chunk OpenAI's {@code chat.completion.chunk} object
 * @param event the chunk as a complete Server-Sent Event, with the bytes that the provider sent; null if the caller did not
 *        request this chunk
 */
public record ChatPart(JsonObject chunk, Buffer event) {

    /** Creates the event from the chunk. */
    public static ChatPart of(JsonObject chunk) {
        return new ChatPart(chunk, Buffer.buffer("data: " + chunk.encode() + "\n\n"));
    }

    /** The text that this part adds to the first choice; may be empty. */
    public String text() {
        if (chunk.getValue("choices") instanceof JsonArray choices && !choices.isEmpty()
                && choices.getValue(0) instanceof JsonObject choice && choice.getValue("delta") instanceof JsonObject delta
                && delta.getValue("content") instanceof String content) {
            return content;
        }
        return "";
    }

    /** Whether this part reports why the first choice has finished. */
    public boolean isFinish() {
        return chunk.getValue("choices") instanceof JsonArray choices && !choices.isEmpty()
                && choices.getValue(0) instanceof JsonObject choice && choice.getValue("finish_reason") instanceof String;
    }

    /** The provider's name for the model, or null. */
    public String model() {
        return chunk.getValue("model") instanceof String model ? model : null;
    }

    /** Prompt and completion tokens of the whole response, or null; providers report them in the last part, if at all. */
    public Long tokens() {
        return ChatCompletion.tokensIn(chunk);
    }
}
