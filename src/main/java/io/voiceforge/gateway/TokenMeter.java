package io.voiceforge.gateway;

import java.util.Optional;

import io.voiceforge.call.TokenEstimate;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.TokenUsage;
import io.voiceforge.price.Money;
import io.voiceforge.price.Price;

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
    private volatile TokenUsage reported;

    TokenMeter(ChatRequest request, Consumption used) {
        this.used = used;
        this.before = used.tokens();
        this.request = request;
    }

    /** The most that is likely to be used. Reads the whole request. */
    long expected() {
        return TokenEstimate.of(request.characters()) + maxAnswerTokens();
    }

    /** What {@link #expected} would cost. */
    Optional<Money> expectedCost(Price price) {
        return price.tokens(TokenEstimate.of(request.characters()), 0, maxAnswerTokens());
    }

    /** The tokens used, as far as known; 0 if no provider has responded. */
    long total() {
        if (!answered) {
            return 0;
        }
        TokenUsage usage = reported;
        return usage != null ? usage.total() : TokenEstimate.of(request.characters() + answerCharacters);
    }

    /** The cost of the tokens used: as far as they are not reported, it is that of an estimate. */
    Optional<Money> cost(Price price) {
        if (!answered) {
            return price.tokens(0, 0, 0);
        }
        long answer = TokenEstimate.of(answerCharacters);
        TokenUsage usage = reported;
        if (usage == null) {
            return price.tokens(TokenEstimate.of(request.characters()), 0, answer);
        }
        long total = usage.total();
        long output = Math.min(total, usage.output() != null ? usage.output()
                : usage.input() != null ? Math.max(0, total - usage.input()) : answer);
        long input = usage.input() != null ? usage.input() : total - output;
        return price.tokens(input, usage.cached() == null ? 0 : Math.min(usage.cached(), input), output);
    }

    void answer(ChatCompletion answer) {
        answered = true;
        TokenUsage usage = answer.usage();
        boolean isSplit = usage != null && usage.total() != null && (usage.input() != null || usage.output() != null);
        answerCharacters = isSplit ? 0 : answer.content().length();
        report(usage);
    }

    /** Called for one part at a time. */
    void part(ChatPart part) {
        answered = true;
        answerCharacters = answerCharacters + part.text().length();
        report(part.usage());
    }

    /** Only reported tokens count as usage. */
    private void report(TokenUsage usage) {
        if (usage != null && usage.total() != null) {
            reported = usage;
            used.tokens(before + usage.total());
        }
    }

    private long maxAnswerTokens() {
        Long most = request.body().maxTokens();
        return most != null ? most : USUAL_ANSWER;
    }
}
