package io.voiceforge.gateway;

import io.voiceforge.call.TokenEstimate;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;

/**
 * The tokens of one request: estimated in advance, then taken from the provider's report, or estimated again if there is none.
 */
final class TokenMeter {

    /** The estimate for a response whose length the caller does not limit. */
    private static final long USUAL_ANSWER = 256;

    private final Consumption used;
    /** Tokens of earlier requests in the same call. */
    private final long before;
    private final ChatRequest request;
    private volatile boolean answered;
    private volatile long answerCharacters;
    private volatile Long reported;

    TokenMeter(ChatRequest request, Consumption used) {
        this.used = used;
        this.before = used.tokens();
        this.request = request;
    }

    /** The most that is likely to be used. Reads the whole request. */
    long expected() {
        return TokenEstimate.of(request.characters()) + maxAnswerTokens();
    }

    /** The tokens used, as far as known; 0 if no provider has responded. */
    long total() {
        if (!answered) {
            return 0;
        }
        return reported != null ? reported : TokenEstimate.of(request.characters() + answerCharacters);
    }

    void answer(ChatCompletion answer) {
        answered = true;
        Long tokens = answer.tokens();
        answerCharacters = tokens != null ? 0 : answer.content().length();
        report(tokens);
    }

    /** Called for one part at a time. */
    void part(ChatPart part) {
        answered = true;
        answerCharacters = answerCharacters + part.text().length();
        report(part.tokens());
    }

    /** Only reported tokens count as usage. */
    private void report(Long tokens) {
        if (tokens != null) {
            reported = tokens;
            used.tokens(before + tokens);
        }
    }

    private long maxAnswerTokens() {
        Long most = request.body().maxTokens();
        return most != null ? most : USUAL_ANSWER;
    }
}
