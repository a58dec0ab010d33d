package io.voiceforge.chat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A part of an answer on its way.
 *
 * @param chunk OpenAI's {@code chat.completion.chunk} object
 * @param event the chunk as a whole Server-Sent Event, its bytes as the provider sent them; null when the caller did not ask
 *        for this chunk
 */
public record ChatPart(JsonObject chunk, Buffer event) {

    /** The event that holds the chunk. */
    public static ChatPart of(JsonObject chunk) {
        return new ChatPart(chunk, Buffer.buffer("data: " + chunk.encode() + "\n\n"));
    }

    /** What it adds to the text of the first choice; empty when it adds nothing. */
    public String text() {
        if (chunk.getValue("choices") instanceof JsonArray choices && !choices.isEmpty()
                && choices.getValue(0) instanceof JsonObject choice && choice.getValue("delta") instanceof JsonObject delta
                && delta.getValue("content") instanceof String content) {
            return content;
        }
        return "";
    }

    /** Whether it says why the first choice has finished. */
    public boolean isFinish() {
        return chunk.getValue("choices") instanceof JsonArray choices && !choices.isEmpty()
                && choices.getValue(0) instanceof JsonObject choice && choice.getValue("finish_reason") instanceof String;
    }

    /** As the provider calls it, or null. */
    public String model() {
        return chunk.getValue("model") instanceof String model ? model : null;
    }

    /** Tokens of the whole answer, both ways, or null: providers say it in the last part, if at all. */
    public Long tokens() {
        return ChatCompletion.tokensIn(chunk);
    }
}
