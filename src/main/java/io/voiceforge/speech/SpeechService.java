package io.voiceforge.speech;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.call.Call;
import io.voiceforge.call.Chain;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Speaks a text with the first provider that can: the Space, OpenAI, or the engine in the process. */
@ApplicationScoped
public class SpeechService {

    private final SpeechChain chain;
    private final SpeechAttempt attempt;
    private final SpeechProvider[] providers;
    private final Duration limit;

    SpeechService(SpeechChain chain, SpeechAttempt attempt, @From(Provider.SPACE) SpeechProvider space,
            @From(Provider.OPENAI) SpeechProvider openAi, @From(Provider.LOCAL) SpeechProvider local, VoiceForgeConfig config) {
        this.chain = chain;
        this.attempt = attempt;
        this.providers = new SpeechProvider[] { space, openAi, local };
        this.limit = config.limits().chain();
    }

    /**
     * Speaks. Completes at the first byte; from then on nobody else takes over, and a provider that fails ends the stream with
     * a failure. Cancelling the call, before or after, closes what it has open. Fails with an {@link ApiException}.
     */
    public Uni<Speech> speak(SpeechRequest request, Call call) {
        if (!canProduce(request.target())) {
            return Uni.createFrom().failure(ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, "format", "The format "
                    + request.format().wireName() + " cannot be produced here. Use wav, mp3, pcm, flac, ogg or opus."));
        }
        return Chain.within(limit, call, chain.speak(request, call));
    }

    private boolean canProduce(AudioTarget target) {
        for (SpeechProvider provider : providers) {
            if (attempt.isPossible(provider, target)) {
                return true;
            }
        }
        return false;
    }
}
