package io.voiceforge.provider.space;

import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.http.AudioResponses;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.VoiceMapping;

/** Speech by the Space, which responds with JSON that contains a base64 WAV, or with audio bytes. */
final class SpaceSpeech extends SpaceAdapter implements SpeechProvider {

    SpaceSpeech(SpaceClient space) {
        super(space);
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
                    .flatMap(bytes -> AudioResponses.read(response, bytes, AudioFormat.WAV, AudioFormat.WAV));
        }
        return AudioResponses.read(response, AudioFormat.WAV);
    }
}
