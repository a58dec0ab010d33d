package io.voiceforge.provider.space;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.VoiceMapping;

/** Speech by the Space. It answers with JSON that holds a WAV in base64, or with audio bytes. */
final class SpaceSpeech implements SpeechProvider {

    private final SpaceClient space;

    SpaceSpeech(SpaceClient space) {
        this.space = space;
    }

    @Override
    public ProviderId provider() {
        return space.provider();
    }

    @Override
    public ProviderFailure knownFailure() {
        return space.knownFailure();
    }

    @Override
    public Set<AudioFormat> formats() {
        return Set.of(AudioFormat.WAV);
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Attempt attempt) {
        JsonObject body = new JsonObject()
                .put("text", request.text())
                .put("voice", VoiceMapping.spaceVoice(request.voice()))
                .put("speed", request.speed());
        if (request.model() != null) {
            body.put("model", request.model());
        }
        return space.post("/api/tts", body, true, attempt).flatMap(SpaceSpeech::audio);
    }

    private static Uni<AudioStream> audio(ProviderResponse response) {
        if (response.mediaType().equals("application/json")) {
            return FirstItem
                    .of(Base64Member.decode("audio_base64", response.body()), () -> response.failure("JSON without audio"))
                    .flatMap(bytes -> wav(response, bytes));
        }
        Optional<AudioFormat> format = AudioFormat.ofMediaType(response.mediaType());
        if (format.isEmpty()) {
            response.discard();
            return Uni.createFrom().failure(response.failure("no audio but " + response.mediaType()));
        }
        return format.get() == AudioFormat.WAV ? wav(response, response.body())
                : Uni.createFrom().item(AudioStream.encoded(format.get(), response.body()));
    }

    /** A WAV that is none would otherwise go to a caller who wants one as it is. */
    private static Uni<AudioStream> wav(ProviderResponse response, Multi<Buffer> bytes) {
        AtomicBoolean first = new AtomicBoolean(true);
        Multi<Buffer> checked = bytes.onItem().invoke(chunk -> {
            if (first.getAndSet(false) && chunk.length() >= 4 && !chunk.getString(0, 4, "ISO-8859-1").equals("RIFF")) {
                throw response.failure("audio that is not WAV");
            }
        });
        return FirstItem.of(checked, () -> response.failure("no audio")).map(all -> AudioStream.encoded(AudioFormat.WAV, all));
    }
}
