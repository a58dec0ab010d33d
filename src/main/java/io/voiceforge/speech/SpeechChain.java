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

/** The whole chain: remote providers, then the engine in the process. */
@ApplicationScoped
class SpeechChain {

    private final SpeechAttempt attempt;
    private final RemoteSpeech remote;
    private final SpeechProvider local;

    SpeechChain(SpeechAttempt attempt, RemoteSpeech remote, @From(Provider.LOCAL) SpeechProvider local) {
        this.attempt = attempt;
        this.remote = remote;
        this.local = local;
    }

    @Fallback(fallbackMethod = "askLocal", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<Speech> speak(SpeechRequest request, Call call) {
        return remote.speak(request, call);
    }

    Uni<Speech> askLocal(SpeechRequest request, Call call, Throwable remoteFailure) {
        return attempt.ask(Provider.LOCAL, local, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> remoteFailure);
    }
}
