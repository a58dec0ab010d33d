package io.voiceforge.dialect.openai;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.chat.ChatBody;
import io.voiceforge.dialect.Problems;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Detail.Kind;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.RawObject;

/**
 * The body of {@code POST /v1/chat/completions}, read in one pass. Only the few members that the gateway itself relies on are checked;
 * the rest is between the caller and the provider.
 *
 * @param chat all of it, as the caller sent it
 * @param stream whether to stream the response as events
 */
record ChatRequestBody(ChatBody chat, boolean stream) {

    static final int MAX_MODEL_CHARACTERS = 200;
    /** No response has more; a larger wish is reserved as this, so that sums stay within their range. */
    private static final long MOST_TOKENS = 1_000_000_000;
    private static final int MAX_DIGITS = 18;

    /**
     * Reports all problems at once.
     *
     * @param bytes null when there are none
     * @throws JsonProcessingException when they are no JSON
     */
    static ChatRequestBody of(Buffer bytes) throws JsonProcessingException {
        if (bytes == null) {
            throw missing();
        }
        Reader reader = new Reader();
        RawObject raw;
        try {
            raw = RawObject.read(bytes, reader);
        } catch (RawObject.NotAnObjectException e) {
            throw ApiException.of(ErrorCode.MALFORMED_JSON, "The body must be a JSON object");
        } catch (RawObject.LoneSurrogateException e) {
            throw ApiException.invalid(List.of(
                    new Detail("messages", Kind.INVALID_VALUE, "must not contain lone surrogates")));
        }
        if (!reader.hasMessages) {
            reader.problems.add("messages", Kind.MISSING, "is required");
        }
        reader.problems.throwIfAny();
        Long maxTokens = reader.maxCompletionTokens != null ? reader.maxCompletionTokens : reader.maxTokens;
        return new ChatRequestBody(new ChatBody(raw, reader.model, reader.stream, reader.hasStreamOptions, maxTokens),
                reader.stream);
    }

    private static ApiException missing() {
        return ApiException.invalid(List.of(new Detail("body", Kind.MISSING, "is required")));
    }

    /** Picks out what the gateway needs, and notes what is wrong. */
    private static final class Reader implements RawObject.MemberReader {

        private final Problems problems = new Problems();
        private boolean hasMessages;
        private String model;
        private boolean stream;
        private boolean hasStreamOptions;
        private Long maxTokens;
        private Long maxCompletionTokens;

        @Override
        public void read(String name, JsonParser value) throws IOException {
            JsonToken token = value.currentToken();
            switch (name) {
                case "messages" -> messages(token, value);
                case "model" -> model(token, value);
                case "stream" -> {
                    stream = token == JsonToken.VALUE_TRUE;
                    if (!token.isBoolean() && token != JsonToken.VALUE_NULL) {
                        problems.add("stream", Kind.WRONG_TYPE, "must be true or false");
                    }
                }
                case "stream_options" -> hasStreamOptions = token != JsonToken.VALUE_NULL;
                case "max_tokens" -> maxTokens = tokens(token, value);
                case "max_completion_tokens" -> maxCompletionTokens = tokens(token, value);
                default -> {
                    // between the caller and the provider
                }
            }
            value.skipChildren();
        }

        private void model(JsonToken token, JsonParser value) throws IOException {
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            model = token == JsonToken.VALUE_STRING ? value.getText() : "";
            if (model.isBlank() || model.length() > MAX_MODEL_CHARACTERS) {
                problems.add("model", Kind.INVALID_VALUE, "must be a string of 1 to " + MAX_MODEL_CHARACTERS + " characters");
            }
        }

        private static Long tokens(JsonToken token, JsonParser value) throws IOException {
            if (token != JsonToken.VALUE_NUMBER_INT || value.getTextCharacters()[value.getTextOffset()] == '-') {
                return null;
            }
            return value.getTextLength() > MAX_DIGITS ? MOST_TOKENS : Math.min(MOST_TOKENS, value.getLongValue());
        }

        private void messages(JsonToken token, JsonParser value) throws IOException {
            hasMessages = token != JsonToken.VALUE_NULL;
            int index = 0;
            if (token == JsonToken.START_ARRAY) {
                while (value.nextToken() != JsonToken.END_ARRAY) {
                    message(index++, value);
                }
            }
            if (index == 0 && hasMessages) {
                problems.add("messages", Kind.INVALID_VALUE, "must be an array with at least one message");
            }
        }

        private void message(int index, JsonParser value) throws IOException {
            if (value.currentToken() != JsonToken.START_OBJECT) {
                problems.add("messages." + index, Kind.WRONG_TYPE, "must be an object");
                value.skipChildren();
                return;
            }
            boolean hasRole = false;
            while (value.nextToken() != JsonToken.END_OBJECT) {
                boolean isRole = value.currentName().equals("role");
                JsonToken token = value.nextToken();
                hasRole |= isRole && token == JsonToken.VALUE_STRING && !value.getText().isBlank();
                value.skipChildren();
            }
            if (!hasRole) {
                problems.add("messages." + index + ".role", Kind.INVALID_VALUE, "must be a string");
            }
        }
    }
}
