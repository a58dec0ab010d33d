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
 * Continues conversations within the caller's token quota. Fails with an {@link io.voiceforge.error.ApiException}, or a
 * cancellation if the caller has disconnected.
 */
@ApplicationScoped
public class ChatCalls {

    private final ChatService service;
    private final LimitService limits;

    ChatCalls(ChatService service, LimitService limits) {
        this.service = service;
        this.limits = limits;
    }

    /** Completes with the whole response. A call may send any number of requests, one after the other. */
    public Uni<ChatCompletion> complete(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.complete(request, call.context())
                .invoke(answer -> {
                    held.tokens().answer(answer);
                    call.answeredBy(answer.provider());
                })
                // what one request does not use is available to the next
                .onTermination().invoke(held::settle));
    }

    /** Completes at the first part of the response. */
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.stream(request, call.context()).map(stream -> {
            call.answeredBy(stream.provider());
            return new ChatStream(stream.provider(), stream.parts().onItem().invoke(held.tokens()::part));
        }));
    }

    /** Records that the gateway responds by itself, without a provider. */
    public void answerLocally(Call call) {
        call.answeredBy(ProviderId.LOCAL);
    }

    /** The tokens reserved for a request, and those it has used. */
    private record Held(TokenMeter tokens, Reservation quota) {

        /** Only the first invocation counts. */
        void settle() {
            quota.settle(tokens.total());
        }
    }

    private Uni<Held> reserve(ChatRequest request, Call call) {
        call.used().model(request.model());
        TokenMeter tokens = new TokenMeter(request, call.used());
        return limits.reserve(call.caller(), QuotaUnit.TOKENS, tokens::expected).map(quota -> {
            Held held = new Held(tokens, quota);
            call.atEnd(held::settle);
            return held;
        });
    }
}
