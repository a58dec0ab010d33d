package io.voiceforge.provider.openai;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.AudioResponses;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RequestBody;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.voice.VoiceMapping;

/** Speech by {@code audio/speech}, which answers in the asked format, chunk by chunk. */
final class OpenAiSpeech implements SpeechProvider {

    /** OpenAI's limit on {@code input}, see its API reference of {@code /audio/speech}. */
    private static final int MAX_CODE_POINTS = 4096;

    /** See its API reference of {@code response_format}; its {@code opus} comes in Ogg, which both names stand for. */
    static final Set<AudioFormat> FORMATS = EnumSet.of(AudioFormat.MP3, AudioFormat.OPUS, AudioFormat.OGG,
            AudioFormat.AAC, AudioFormat.FLAC, AudioFormat.WAV, AudioFormat.PCM);

    private final ProviderEndpoint endpoint;
    private final String defaultModel;
    private final ProviderHttp http;

    /** @param model the default, or null to let the provider choose */
    OpenAiSpeech(ProviderEndpoint endpoint, String model, ProviderHttp http) {
        this.endpoint = endpoint;
        this.defaultModel = model;
        this.http = http;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Set<AudioFormat> formats() {
        return FORMATS;
    }

    @Override
    public Optional<Name> defaultModel() {
        return Optional.ofNullable(defaultModel).map(model -> new Name(model, model));
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Attempt attempt) {
        if (request.text().codePointCount(0, request.text().length()) > MAX_CODE_POINTS) {
            return Uni.createFrom().failure(request.format().isEncodable()
                    ? new ProviderFailure.NotOffered(provider() + ": text over " + MAX_CODE_POINTS + " characters")
                    : ApiException.of(ErrorCode.INVALID_REQUEST, "text", "A text over " + MAX_CODE_POINTS
                            + " characters cannot be spoken as " + request.format().wireName()
                            + ". Use " + AudioFormat.encodableNames()));
        }
        String model = request.model() != null ? request.model() : defaultModel;
        AudioFormat format = request.spokenFormat();
        JsonObject body = new JsonObject();
        if (model != null) {
            body.put("model", model);
        }
        body.put("input", request.text())
                .put("voice", VoiceMapping.openAiVoice(request.voice()))
                .put("response_format", format == AudioFormat.OGG ? "opus" : format.wireName())
                .put("speed", request.speed());
        String instructions = instructions(request);
        if (instructions != null && (model == null || !model.startsWith("tts-1"))) {
            body.put("instructions", instructions);
        }
        return http.post(endpoint, "/audio/speech", RequestBody.json(body), request.model() != null, attempt)
                .flatMap(response -> AudioResponses.read(response, format));
    }

    /** The caller's, else the library voice's style; a voice of OpenAI's own needs none. */
    private static String instructions(SpeechRequest request) {
        if (request.instructions() != null) {
            return request.instructions();
        }
        boolean openAisOwn = VoiceMapping.openAiVoice(request.voice()).equals(request.voice().id());
        return openAisOwn ? null : request.voice().style();
    }
}
