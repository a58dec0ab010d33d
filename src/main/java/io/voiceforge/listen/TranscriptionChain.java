package io.voiceforge.listen;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Fallback;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;

/** The Space, then OpenAI. Nothing in the process understands speech. */
@ApplicationScoped
class TranscriptionChain {

    private final TranscriptionProvider space;
    private final TranscriptionProvider openAi;

    TranscriptionChain(@From(Provider.SPACE) TranscriptionProvider space, @From(Provider.OPENAI) TranscriptionProvider openAi) {
        this.space = space;
        this.openAi = openAi;
    }

    @Fallback(fallbackMethod = "askOpenAi", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<Answered<Transcription>> transcribe(TranscriptionRequest request, Call call) {
        return ask(Provider.SPACE, space, request, call);
    }

    Uni<Answered<Transcription>> askOpenAi(TranscriptionRequest request, Call call, Throwable spaceFailure) {
        return ask(Provider.OPENAI, openAi, request, call)
                .onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> spaceFailure);
    }

    private static Uni<Answered<Transcription>> ask(Provider id, TranscriptionProvider provider, TranscriptionRequest request,
            Call call) {
        if (call.isCancelled()) {
            return Uni.createFrom().failure(new CancellationException("The caller has left"));
        }
        if (!request.model().allows(id)) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(id.wireName() + ": another provider is pinned"));
        }
        return provider.transcribe(request, call).map(answer -> new Answered<>(id, answer));
    }
}
