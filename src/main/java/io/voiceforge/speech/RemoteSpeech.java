package io.voiceforge.speech;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Fallback;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;

/** The first half of the chain: the Space, then OpenAI. */
@ApplicationScoped
class RemoteSpeech {

    private final SpeechAttempt attempt;
    private final SpeechProvider space;
    private final SpeechProvider openAi;

    RemoteSpeech(SpeechAttempt attempt, @From(Provider.SPACE) SpeechProvider space,
            @From(Provider.OPENAI) SpeechProvider openAi) {
        this.attempt = attempt;
        this.space = space;
        this.openAi = openAi;
    }

    @Fallback(fallbackMethod = "askOpenAi", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<Speech> speak(SpeechRequest request, Call call) {
        return attempt.ask(Provider.SPACE, space, request, call);
    }

    Uni<Speech> askOpenAi(SpeechRequest request, Call call, Throwable spaceFailure) {
        return attempt.ask(Provider.OPENAI, openAi, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> spaceFailure);
    }
}
