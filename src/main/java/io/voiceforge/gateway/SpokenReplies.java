package io.voiceforge.gateway;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Memory;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;
import io.voiceforge.stream.WholeBytes;
import io.voiceforge.voice.Voice;

/** Speaks replies as part of the same call. */
@ApplicationScoped
public class SpokenReplies {

    private static final Logger LOG = Logger.getLogger(SpokenReplies.class);

    /** More than the longest text produces. */
    private static final int MAX_AUDIO_BYTES = 16 << 20;
    private static final Duration MAX_TIME = Duration.ofMinutes(1);

    private final SpeechService speech;
    private final LimitService limits;
    private final Charges charges;

    SpokenReplies(SpeechService speech, LimitService limits, Charges charges) {
        this.speech = speech;
        this.limits = limits;
        this.charges = charges;
    }

    /** Completes with the whole audio as MP3. Never fails: the reply itself has succeeded and is paid for. */
    public Uni<SpokenReply> speak(String text, Voice voice, Call call) {
        long characters = text.codePointCount(0, text.length());
        if (text.isBlank() || characters > SpeechRequest.MAX_CHARACTERS) {
            return Uni.createFrom().item(SpokenReply.failed(ErrorCode.UNPROCESSABLE));
        }
        // a separate time limit, because the reply may have used up most of the call's
        CallContext spoken = new CallContext(call.context().memory());
        Runnable unregister = call.context().cancellation().onCancel(spoken.cancellation()::cancel);
        SpeechRequest request = new SpeechRequest(text, voice, AudioFormat.MP3, 1, null, null);
        return limits.reserve(call.caller(), QuotaUnit.CHARACTERS, () -> characters)
                .flatMap(quota -> charges
                        .reserve(call, Operation.SPEECH, speech.models(request), price -> price.characters(characters))
                        .flatMap(charge -> speech.speak(request, spoken)
                                .flatMap(speaking -> collect(speaking, spoken.memory())
                                        .invoke(audio -> charge.answeredBy(speaking.provider())))
                                .ifNoItem().after(MAX_TIME).failWith(() -> new ProviderFailure.TimedOut("speech: too long"))
                                .onTermination().invoke(charge::settle))
                        .onTermination()
                        .invoke((audio, failure, cancelled) -> quota.settle(audio != null ? characters : 0)))
                .map(audio -> {
                    call.used().characters(characters);
                    return new SpokenReply(audio, AudioFormat.MP3, null);
                })
                .onFailure().recoverWithItem(failure -> SpokenReply.failed(code(failure)))
                .onTermination().invoke(() -> {
                    unregister.run();
                    // closes what is still open after a failure
                    spoken.cancellation().cancel();
                });
    }

    private static Uni<Buffer> collect(Speech spoken, Memory memory) {
        return WholeBytes.of(spoken.audio().body(), MAX_AUDIO_BYTES, memory,
                () -> new ProviderFailure.Unavailable("speech: too long"));
    }

    private static ErrorCode code(Throwable failure) {
        LOG.warnf("A reply could not be spoken: %s", failure.getMessage());
        if (failure instanceof ApiException known) {
            return known.code();
        }
        return failure instanceof ProviderFailure provider ? provider.toApiException().code() : ErrorCode.INTERNAL_ERROR;
    }
}
