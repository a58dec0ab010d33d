package io.voiceforge.chat;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Tokens as a provider reports them, each null if it does not.
 *
 * @param input of the prompt, the cached ones included
 * @param cached of {@code input}
 * @param output of the answer
 * @param total of both
 */
public record TokenUsage(Long input, Long cached, Long output, Long total) {

    /** No response uses more; a provider's report beyond it is ignored. */
    private static final double MAX_TOKENS = 1e9;

    /** OpenAI's object {@code usage}, at whose start the parser stands; null when there is none, or when it says nothing. */
    static TokenUsage read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        Long input = null;
        Long cached = null;
        Long output = null;
        Long total = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> input = tokens(parser);
                case "completion_tokens" -> output = tokens(parser);
                case "total_tokens" -> total = tokens(parser);
                case "prompt_tokens_details" -> cached = cached(parser);
                default -> parser.skipChildren();
            }
        }
        if (total == null && input != null && output != null) {
            total = input + output;
        }
        return input == null && output == null && total == null ? null : new TokenUsage(input, cached, output, total);
    }

    private static Long cached(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        Long cached = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("cached_tokens")) {
                cached = tokens(parser);
            } else {
                parser.skipChildren();
            }
        }
        return cached;
    }

    private static Long tokens(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            parser.skipChildren();
            return null;
        }
        double number = parser.getDoubleValue();
        return number >= 0 && number <= MAX_TOKENS ? (long) number : null;
    }
}
