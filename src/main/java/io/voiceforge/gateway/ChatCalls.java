package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatService;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.limit.Reservation;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.provider.ProviderId;

/**
 * Continues conversations within the caller's quotas of tokens and cost. Fails with an
 * {@link io.voiceforge.error.ApiException}, or a cancellation if the caller has disconnected.
 */
@ApplicationScoped
public class ChatCalls {

    private final ChatService service;
    private final LimitService limits;
    private final Charges charges;

    ChatCalls(ChatService service, LimitService limits, Charges charges) {
        this.service = service;
        this.limits = limits;
        this.charges = charges;
    }

    /** Completes with the whole response. A call may send any number of requests, one after the other. */
    public Uni<ChatCompletion> complete(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.complete(request, call.context())
                .invoke(answer -> {
                    held.tokens().answer(answer);
                    held.answeredBy(answer.provider(), call);
                })
                // what one request does not use is available to the next
                .onTermination().invoke(held::settle));
    }

    /** Completes at the first part of the response. */
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        return reserve(request, call).flatMap(held -> service.stream(request, call.context()).map(stream -> {
            held.answeredBy(stream.provider(), call);
            return new ChatStream(stream.provider(), stream.parts().onItem().invoke(held.tokens()::part));
        }));
    }

    /** Records that the gateway responds by itself, without a provider. */
    public void answerLocally(Call call) {
        call.answeredBy(ProviderId.LOCAL, null);
    }

    /** What is reserved for a request, and the tokens that it has used. */
    private record Held(TokenMeter tokens, Reservation quota, Charge charge, AskedModels models) {

        void answeredBy(ProviderId provider, Call call) {
            charge.answeredBy(provider);
            call.answeredBy(provider, models.of(provider));
        }

        /** Only the first invocation counts. */
        void settle() {
            quota.settle(tokens.total());
            charge.settle();
        }
    }

    private Uni<Held> reserve(ChatRequest request, Call call) {
        call.used().model(request.model());
        TokenMeter tokens = new TokenMeter(request, call.used());
        AskedModels models = service.models(request);
        return limits.reserve(call.caller(), QuotaUnit.TOKENS, tokens::expected)
                .invoke(quota -> call.atEnd(() -> quota.settle(tokens.total())))
                .flatMap(quota -> charges.reserve(call, Operation.CHAT, models, tokens::expectedCost)
                        .map(charge -> {
                            charge.use(tokens::cost);
                            return new Held(tokens, quota, charge, models);
                        }));
    }
}
