package io.voiceforge.chat;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads what providers report as usage. */
final class TokenUsage {

    /** No response uses more; a provider's report beyond it is ignored. */
    private static final double MAX_TOKENS = 1e9;

    private TokenUsage() {
    }

    /** The member {@code total_tokens} of the object at whose start the parser stands; null when there is none. */
    static Long total(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        Long total = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("total_tokens")) {
                total = value.isNumeric() ? tokens(parser.getDoubleValue()) : null;
            }
            parser.skipChildren();
        }
        return total;
    }

    private static Long tokens(double number) {
        return number >= 0 && number <= MAX_TOKENS ? (long) number : null;
    }
}
