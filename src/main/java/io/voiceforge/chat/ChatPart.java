package io.voiceforge.chat;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.json.RawObject;

/**
 * A part of a streamed response.
 *
 * @param kind what it consists of
 * @param text what it adds to the first choice; may be empty
 * @param isFinish whether it reports why the first choice has finished
 * @param model the provider's name for the model, or null
 * @param usage tokens of the whole response, or null; providers report them in the last part, if at all
 * @param event the part as a complete Server-Sent Event, with the bytes that the provider sent; null if the caller did not
 *        request it
 */
public record ChatPart(Kind kind, String text, boolean isFinish, String model, TokenUsage usage, Buffer event) {

    /** What a part consists of. */
    public enum Kind {
        CHOICES,
        /** Only usage: the choices are there, but empty. */
        USAGE,
        /** No choices, as some servers send for their own purposes. */
        OTHER,
        ERROR
    }

    /** Creates the part and its event from OpenAI's {@code chat.completion.chunk} object. */
    public static ChatPart of(JsonObject chunk) {
        String json = chunk.encode();
        return read(Buffer.buffer(json), Buffer.buffer("data: " + json + "\n\n"));
    }

    /**
     * @param chunk OpenAI's {@code chat.completion.chunk} object
     * @throws DecodeException when it is no JSON object
     */
    public static ChatPart read(Buffer chunk, Buffer event) {
        try (JsonParser parser = RawObject.lenientParser(chunk)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DecodeException("not an object");
            }
            ChunkReader reader = new ChunkReader(parser);
            reader.read();
            return new ChatPart(reader.kind(), reader.text, reader.isFinish, reader.model, reader.usage, event);
        } catch (IOException e) {
            throw new DecodeException("not JSON", e);
        }
    }

    /** Prompt and completion tokens of the whole response together, or null. */
    public Long tokens() {
        return usage == null ? null : usage.total();
    }

    /** The same for a caller who did not ask for it. */
    public ChatPart unrequested() {
        return new ChatPart(kind, text, isFinish, model, usage, null);
    }

    /** Picks out of a chunk what the gateway needs. */
    private static final class ChunkReader {

        private final JsonParser parser;
        private boolean hasChoices;
        private boolean isEmpty = true;
        private boolean hasUsage;
        private boolean isError;
        private String text = "";
        private boolean isFinish;
        private String model;
        private TokenUsage usage;

        ChunkReader(JsonParser parser) {
            this.parser = parser;
        }

        Kind kind() {
            return isError ? Kind.ERROR : !hasChoices ? Kind.OTHER : isEmpty && hasUsage ? Kind.USAGE : Kind.CHOICES;
        }

        void read() throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "choices" -> choices(value);
                    case "model" -> model = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    case "usage" -> {
                        hasUsage = value != JsonToken.VALUE_NULL;
                        usage = TokenUsage.read(parser);
                    }
                    case "error" -> isError = value != JsonToken.VALUE_NULL;
                    default -> {
                        // none of the gateway's business
                    }
                }
                parser.skipChildren();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new DecodeException("not one object");
            }
        }

        private void choices(JsonToken value) throws IOException {
            hasChoices = value == JsonToken.START_ARRAY;
            if (!hasChoices) {
                return;
            }
            for (JsonToken choice = parser.nextToken(); choice != JsonToken.END_ARRAY; choice = parser.nextToken()) {
                if (isEmpty && choice == JsonToken.START_OBJECT) {
                    firstChoice();
                }
                isEmpty = false;
                parser.skipChildren();
            }
        }

        private void firstChoice() throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("delta") && value == JsonToken.START_OBJECT) {
                    delta();
                } else if (name.equals("finish_reason")) {
                    isFinish = value == JsonToken.VALUE_STRING;
                }
                parser.skipChildren();
            }
        }

        private void delta() throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("content")) {
                    text = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                parser.skipChildren();
            }
        }
    }
}
