package io.voiceforge.gateway;

import java.util.Map;

import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;

/** The tokens of one question: estimated beforehand, then as the provider reports, or estimated again when it does not. */
final class TokenMeter {

    /** What OpenAI's guide to tokens names for English. */
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** Of an answer whose length the caller does not limit. */
    private static final long USUAL_ANSWER = 256;

    private final Consumption used;
    /** Of earlier questions of the same call. */
    private final long before;
    private final long questionCharacters;
    private final long answerTokens;
    private volatile boolean answered;
    private volatile long answerCharacters;
    private volatile Long reported;

    TokenMeter(ChatRequest request, Consumption used) {
        this.used = used;
        this.before = used.tokens();
        this.questionCharacters = request.characters();
        this.answerTokens = maxAnswerTokens(request.body().getMap());
    }

    /** The most that will probably be used. */
    long expected() {
        return questionCharacters / CHARACTERS_PER_TOKEN + answerTokens;
    }

    /** What was used, as far as anybody knows; 0 when nobody has answered. */
    long total() {
        return !answered ? 0 : reported != null ? reported : (questionCharacters + answerCharacters) / CHARACTERS_PER_TOKEN;
    }

    void answer(ChatCompletion answer) {
        answered = true;
        answerCharacters = answer.content().length();
        report(answer.tokens());
    }

    /** Parts come one after the other. */
    void part(ChatPart part) {
        answered = true;
        answerCharacters = answerCharacters + part.text().length();
        report(part.tokens());
    }

    /** Usage holds only what is known. */
    private void report(Long tokens) {
        if (tokens != null) {
            reported = tokens;
            used.tokens(before + tokens);
        }
    }

    private static long maxAnswerTokens(Map<String, Object> members) {
        for (String member : new String[] { "max_completion_tokens", "max_tokens" }) {
            if (members.get(member) instanceof Number most && most.longValue() >= 0) {
                return most.longValue();
            }
        }
        return USUAL_ANSWER;
    }
}
