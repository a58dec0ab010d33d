package io.voiceforge.speech;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioConverter;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.stream.FirstItem;

/** Asks one provider, and converts what it gives to what the caller wants. */
@ApplicationScoped
class SpeechAttempt {

    private final AudioConverter converter;
    private final VoiceForgeConfig.Limits limits;

    SpeechAttempt(AudioConverter converter, VoiceForgeConfig config) {
        this.limits = config.limits();
        this.converter = converter;
    }

    /** Whether the provider is configured and can give that, as it is or converted. */
    boolean isPossible(SpeechProvider provider, AudioTarget target) {
        return provider.formats().stream().anyMatch(given -> converter.canProduce(given, target));
    }

    /** Completes at the first byte in the caller's format, so that audio which cannot be read is a failure of the provider. */
    Uni<Speech> ask(Provider id, SpeechProvider provider, SpeechRequest request, Call call) {
        if (call.isCancelled()) {
            return Uni.createFrom().failure(new CancellationException("The caller has left"));
        }
        if (id != Provider.LOCAL && SpeechModels.LOCAL.equals(request.model())) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(id.wireName() + ": the local engine is wanted"));
        }
        if (!isPossible(provider, request.target())) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(id.wireName() + ": not configured for this format"));
        }
        Uni<Speech> spoken = provider.speak(request, call)
                .flatMap(audio -> inFormat(id, audio, request.target()))
                .map(audio -> new Speech(id, audio));
        // the first byte of what the provider sends may be long before the first of the audio in the caller's format
        return id == Provider.LOCAL ? spoken
                : spoken.ifNoItem().after(limits.firstByte())
                        .failWith(() -> new ProviderFailure.TimedOut(id.wireName() + ": no audio in time"));
    }

    private Uni<AudioStream> inFormat(Provider id, AudioStream audio, AudioTarget target) {
        if (!converter.canProduce(audio.format(), target)) {
            audio.body().subscribe().with(ignored -> {
            }).cancel();
            return Uni.createFrom().failure(new ProviderFailure.Unavailable(id.wireName() + ": answered with "
                    + audio.format().wireName() + ", which cannot become " + target.format().wireName()));
        }
        AudioStream converted = converter.convert(audio, target);
        if (converted == audio) {
            return Uni.createFrom().item(audio);
        }
        return FirstItem.of(converted.body(), () -> new ProviderFailure.Unavailable(id.wireName() + ": no audio"))
                .map(body -> new AudioStream(converted.format(), converted.sampleRateHertz(), body));
    }
}
