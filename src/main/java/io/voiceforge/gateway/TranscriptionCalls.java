package io.voiceforge.gateway;

import java.util.OptionalLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.transcription.Transcribed;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionRequest;
import io.voiceforge.transcription.TranscriptionService;

/** Transcribes within the caller's quota of audio seconds. */
@ApplicationScoped
public class TranscriptionCalls {

    /** Speech is rarely encoded at a lower rate. This bounds the duration of audio whose headers do not state it. */
    private static final int MIN_BYTES_PER_SECOND = 4000;
    /** Two channels of 32 bits at 192 kHz. */
    private static final int MAX_BYTES_PER_SECOND = 1_536_000;

    private final TranscriptionService service;
    private final LimitService limits;
    private final Charges charges;

    TranscriptionCalls(TranscriptionService service, LimitService limits, Charges charges) {
        this.service = service;
        this.limits = limits;
        this.charges = charges;
    }

    /**
     * Completes with the transcript or its first event. Fails with an {@link io.voiceforge.error.ApiException}, or a
     * cancellation if the caller has disconnected.
     *
     * @param durationMillis the audio's duration, from its headers
     */
    public Uni<Transcribed> transcribe(TranscriptionRequest request, OptionalLong durationMillis, Call call) {
        call.used().model(request.model());
        call.timer().requestRead();
        OptionalLong byHeader = plausible(durationMillis, request.audio().bytes());
        long atMost = byHeader.isPresent() ? seconds(byHeader.getAsLong())
                : request.audio().bytes() / MIN_BYTES_PER_SECOND + 1;
        long atMostMillis = byHeader.orElse(atMost * 1000);
        AskedModels models = service.models(request);
        return limits.reserve(call.caller(), QuotaUnit.AUDIO_SECONDS, () -> atMost).flatMap(quota -> {
            call.atEnd(() -> quota.settle(call.provider() == null ? 0 : atMost));
            return charges.reserve(call, Operation.TRANSCRIPTION, models, price -> price.audio(atMostMillis))
                    .flatMap(charge -> service.transcribe(request, call.context()).invoke(transcribed -> {
                        charge.answeredBy(transcribed.provider());
                        call.answeredBy(transcribed.provider(), transcribed.model() != null ? transcribed.model()
                                : models.of(transcribed.provider()));
                        OptionalLong byProvider = durationMillis(transcribed.transcription());
                        OptionalLong known = byProvider.isPresent() ? byProvider : byHeader;
                        known.ifPresent(millis -> {
                            call.used().audioMillis(millis);
                            charge.use(price -> price.audio(millis));
                            quota.settle(seconds(millis));
                        });
                    }));
        });
    }

    /** Discards a duration that is too short for this many bytes. */
    private static OptionalLong plausible(OptionalLong durationMillis, long bytes) {
        boolean isTooShort = durationMillis.isPresent()
                && durationMillis.getAsLong() < bytes * 1000 / MAX_BYTES_PER_SECOND;
        return isTooShort ? OptionalLong.empty() : durationMillis;
    }

    private static OptionalLong durationMillis(Transcription transcription) {
        Double seconds = transcription instanceof Transcript transcript ? transcript.durationSeconds()
                : transcription instanceof Transcription.Document document ? document.durationSeconds() : null;
        return seconds == null || !(seconds >= 0 && seconds < 1e6) ? OptionalLong.empty()
                : OptionalLong.of(Math.round(seconds * 1000));
    }

    private static long seconds(long millis) {
        return (millis + 999) / 1000;
    }
}
