package io.voiceforge.chat;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.json.LenientJson;
import io.voiceforge.json.RawObject;
import io.voiceforge.provider.ProviderId;

/**
 * A complete response, as the bytes in which it came. Thread-safe.
 */
public final class ChatCompletion {

    private final ProviderId provider;
    private final Buffer bytes;
    private final String model;
    private final TokenUsage usage;

    private ChatCompletion(ProviderId provider, Buffer bytes, String model, TokenUsage usage) {
        this.provider = provider;
        this.bytes = bytes;
        this.model = model;
        this.usage = usage;
    }

    /** A response in OpenAI's form, made from another. */
    public static ChatCompletion of(ProviderId provider, JsonObject completion) {
        return read(provider, completion.toBuffer());
    }

    /**
     * @param bytes OpenAI's {@code chat.completion} object
     * @throws DecodeException when it is none: no JSON object, or one without an array {@code choices}
     */
    public static ChatCompletion read(ProviderId provider, Buffer bytes) {
        boolean hasChoices = false;
        String model = null;
        TokenUsage usage = null;
        try (JsonParser parser = RawObject.lenientParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DecodeException("not an object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("choices")) {
                    hasChoices = value == JsonToken.START_ARRAY;
                } else if (name.equals("model")) {
                    model = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                } else if (name.equals("usage")) {
                    usage = TokenUsage.read(parser);
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new DecodeException("more than one value");
            }
        } catch (IOException e) {
            throw new DecodeException("not JSON", e);
        }
        if (!hasChoices) {
            throw new DecodeException("an answer without choices");
        }
        return new ChatCompletion(provider, bytes, model, usage);
    }

    /** The provider that responded. */
    public ProviderId provider() {
        return provider;
    }

    /** OpenAI's {@code chat.completion} object. */
    public Buffer bytes() {
        return bytes;
    }

    /** The text of the first choice; empty if it has none, as with tool calls. Parses the whole response. */
    public String content() {
        JsonArray choices = LenientJson.members(bytes).getJsonArray("choices");
        if (!choices.isEmpty() && choices.getValue(0) instanceof JsonObject choice
                && choice.getValue("message") instanceof JsonObject message
                && message.getValue("content") instanceof String content) {
            return content;
        }
        return "";
    }

    /** The provider's name for the model, or null. */
    public String model() {
        return model;
    }

    /** What the provider reports of tokens, or null if it reports nothing. */
    public TokenUsage usage() {
        return usage;
    }

    /** Prompt and completion tokens together, or null if the provider does not report them. */
    public Long tokens() {
        return usage == null ? null : usage.total();
    }
}
