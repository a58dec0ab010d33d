package io.voiceforge.speech;

import java.time.Duration;
import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;

/** Speaks a text with the first provider that can: the Space, OpenAI, or the engine in the process. */
@ApplicationScoped
public class SpeechService {

    private static final Logger LOG = Logger.getLogger(SpeechService.class);

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
     * a
     * failure. Cancelling the call, before or after, closes what it has open. Fails with an {@link ApiException}.
     */
    public Uni<Speech> speak(SpeechRequest request, Call call) {
        if (!canProduce(request.format())) {
            return Uni.createFrom().failure(ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, "format", "The format "
                    + request.format().wireName() + " cannot be produced here. Use wav, mp3 or pcm."));
        }
        return chain.speak(request, call)
                .ifNoItem().after(limit).fail()
                .onFailure(TimeoutException.class).invoke(call::cancel)
                .onFailure().transform(SpeechService::toApiException);
    }

    private boolean canProduce(AudioFormat format) {
        for (SpeechProvider provider : providers) {
            if (attempt.isPossible(provider, format)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable toApiException(Throwable failure) {
        if (failure instanceof ProviderFailure providers) {
            return providers.toApiException();
        } else if (failure instanceof TimeoutException
                || failure instanceof org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException) {
            return new ProviderFailure.TimedOut("No provider answered in time").toApiException();
        } else if (failure instanceof BulkheadException) {
            return ApiException.retryable(ErrorCode.OVERLOADED, "Too many calls at once. Try again.", Duration.ofSeconds(1));
        } else if (failure instanceof ApiException || failure instanceof CancellationException) {
            return failure;
        }
        LOG.error("A provider failed in a way that it should not", failure);
        return new ProviderFailure.Unavailable("unexpected").toApiException();
    }
}
