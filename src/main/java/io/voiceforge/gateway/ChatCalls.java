package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatService;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.limit.Reservation;
import io.voiceforge.provider.ProviderId;

/**
 * Continues conversations within the caller's quota of tokens. Fails with an {@link io.voiceforge.error.ApiException}, or a
 * cancellation when the caller has left.
 */
@ApplicationScoped
public class ChatCalls {

    private final ChatService service;
    private final LimitService limits;

    ChatCalls(ChatService service, LimitService limits) {
        this.service = service;
        this.limits = limits;
    }

    /** The whole answer. A call may ask any number of questions, one after the other. */
    public Uni<ChatCompletion> complete(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.complete(request, call.context())
                .invoke(answer -> {
                    held.tokens().answer(answer);
                    call.answeredBy(answer.provider());
                })
                // what one question has not used is there for the next
                .onTermination().invoke(held::settle));
    }

    /** The answer from its first part on. */
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.stream(request, call.context()).map(stream -> {
            call.answeredBy(stream.provider());
            return new ChatStream(stream.provider(), stream.parts().onItem().invoke(held.tokens()::part));
        }));
    }

    /** The gateway answers by itself, and nobody is asked. */
    public void answerLocally(Call call) {
        call.answeredBy(ProviderId.LOCAL);
    }

    /** Tokens that are reserved for a question, and what it has used of them. */
    private record Held(TokenMeter tokens, Reservation quota) {

        /** The first time counts. */
        void settle() {
            quota.settle(tokens.total());
        }
    }

    private Uni<Held> reserve(ChatRequest request, Call call) {
        call.used().model(request.model());
        TokenMeter tokens = new TokenMeter(request, call.used());
        return limits.reserve(call.caller(), QuotaUnit.TOKENS, tokens.expected()).map(quota -> {
            Held held = new Held(tokens, quota);
            call.atEnd(held::settle);
            return held;
        });
    }
}
