package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;

/** Speaks within the caller's character quota. */
@ApplicationScoped
public class SpeechCalls {

    private final SpeechService service;
    private final LimitService limits;
    private final Charges charges;
    private final SpeechCache cache;

    SpeechCalls(SpeechService service, LimitService limits, Charges charges, SpeechCache cache) {
        this.service = service;
        this.limits = limits;
        this.charges = charges;
        this.cache = cache;
    }

    /**
     * Completes at the first byte of the audio. Characters count once a provider has begun to speak; what comes from the cache has no
     * characters and no cost. Fails with an
     * {@link io.voiceforge.error.ApiException}, or a cancellation if the caller has disconnected.
     */
    public Uni<Speech> speak(SpeechRequest request, Call call) {
        call.used().model(request.model());
        return cache.isUsedBy(call.caller())
                ? cache.speak(request, call, context -> synthesize(request, call, context))
                : synthesize(request, call, call.context());
    }

    private Uni<Speech> synthesize(SpeechRequest request, Call call, CallContext context) {
        long characters = request.text().codePointCount(0, request.text().length());
        call.used().characters(characters);
        AskedModels models = service.models(request);
        return limits.reserve(call.caller(), QuotaUnit.CHARACTERS, () -> characters)
                .invoke(quota -> call.atEnd(() -> quota.settle(call.provider() == null ? 0 : characters)))
                .flatMap(quota -> charges.reserve(call, Operation.SPEECH, models, price -> price.characters(characters)))
                .flatMap(charge -> service.speak(request, context).invoke(speech -> {
                    charge.answeredBy(speech.provider());
                    call.answeredBy(speech.provider(), models.of(speech.provider()));
                }));
    }
}
