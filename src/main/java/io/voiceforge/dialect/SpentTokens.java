package io.voiceforge.dialect;

import java.util.Map;

import io.voiceforge.call.Call;
import io.voiceforge.chat.ChatAnswer;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatRequest;

/** The tokens of one request: estimated before, as the provider says afterwards, or estimated again when it does not. */
final class SpentTokens {

    /** What OpenAI's guide to tokens names for English. */
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** Of an answer whose length the caller does not limit. */
    private static final long USUAL_ANSWER = 256;

    private final Call call;
    /** Of questions that the same call has asked before. */
    private final long before;
    private final long questionCharacters;
    private final long answerTokens;
    private volatile boolean answered;
    private volatile long answerCharacters;
    private volatile Long told;

    SpentTokens(ChatRequest request, Call call) {
        this.call = call;
        this.before = call.tokens();
        this.questionCharacters = request.characters();
        this.answerTokens = mostOf(request.body().getMap());
    }

    /** The most that will probably be used. */
    long expected() {
        return questionCharacters / CHARACTERS_PER_TOKEN + answerTokens;
    }

    /** What was used, as far as anybody knows; nothing when nobody has answered. */
    long total() {
        return !answered ? 0 : told != null ? told : (questionCharacters + answerCharacters) / CHARACTERS_PER_TOKEN;
    }

    void answer(ChatAnswer answer) {
        answered = true;
        answerCharacters = answer.content().length();
        tell(answer.tokens());
    }

    /** Parts come one after the other. */
    void part(ChatPart part) {
        answered = true;
        answerCharacters = answerCharacters + part.text().length();
        tell(part.tokens());
    }

    /** Usage records hold only what is known. */
    private void tell(Long tokens) {
        if (tokens != null) {
            told = tokens;
            call.spends(before + tokens);
        }
    }

    private static long mostOf(Map<String, Object> members) {
        for (String member : new String[] { "max_completion_tokens", "max_tokens" }) {
            if (members.get(member) instanceof Number most && most.longValue() >= 0) {
                return most.longValue();
            }
        }
        return USUAL_ANSWER;
    }
}
