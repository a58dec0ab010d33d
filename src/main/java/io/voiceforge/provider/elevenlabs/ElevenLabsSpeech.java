package io.voiceforge.provider.elevenlabs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.NamedRefusal;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.AudioResponses;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RequestBody;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceNames;

/** Speech by {@code text-to-speech/{voice_id}/stream}. */
final class ElevenLabsSpeech implements SpeechProvider {

    /** What is asked for, by the format's name: its samples have the rate that the gateway's have. */
    static final Map<String, String> FORMATS = Map.of("mp3", "mp3_44100_128", "pcm", "pcm_24000", "opus", "opus_48000_128");

    /** See its API reference of {@code voice_settings.speed}. */
    private static final double MIN_SPEED = 0.7;
    private static final double MAX_SPEED = 1.2;

    private final ProviderEndpoint endpoint;
    private final String modelPrefix;
    private final Optional<String> defaultModel;
    private final Optional<AudioFormat> configured;
    private final VoiceNames names;
    private final ProviderHttp http;

    ElevenLabsSpeech(ProviderSettings settings, ProviderEndpoint endpoint, VoiceNames names, ProviderHttp http) {
        this.endpoint = endpoint;
        this.modelPrefix = settings.modelPrefix() + '/';
        // without one the provider chooses
        this.defaultModel = Optional.ofNullable(settings.models().get(Operation.SPEECH));
        this.configured = settings.named().flatMap(NamedServer::format).flatMap(AudioFormat::of);
        this.names = names;
        this.http = http;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Set<AudioFormat> formats() {
        return configured.map(Set::of).orElse(EnumSet.of(AudioFormat.MP3, AudioFormat.PCM, AudioFormat.OPUS, AudioFormat.OGG));
    }

    @Override
    public Optional<Name> defaultModel() {
        return defaultModel.map(model -> new Name(modelPrefix + model, model));
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Attempt attempt) {
        Optional<String> voice = voice(request.voice());
        if (voice.isEmpty()) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(provider() + ": no such voice",
                    ApiException.of(ErrorCode.VOICE_NOT_FOUND, "voice", "The provider has no voice for this one.")));
        }
        JsonObject body = new JsonObject().put("text", request.text());
        Optional.ofNullable(request.model()).or(() -> defaultModel).ifPresent(model -> body.put("model_id", model));
        if (request.speed() != 1) {
            body.put("voice_settings",
                    new JsonObject().put("speed", Math.max(MIN_SPEED, Math.min(MAX_SPEED, request.speed()))));
        }
        boolean isVoiceCallers = OwnVoice.of(request.voice()).isPresent();
        AudioFormat format = format(request.spokenFormat());
        return http.post(endpoint, "/v1/text-to-speech/" + encode(voice.get()) + "/stream?output_format="
                + FORMATS.get(format == AudioFormat.OGG ? "opus" : format.wireName()), RequestBody.json(body),
                request.model() != null || isVoiceCallers, attempt)
                .flatMap(response -> AudioResponses.read(response, format))
                .onFailure(ProviderFailure.RejectedCaller.class).transform(
                        refused -> NamedRefusal.judge((ProviderFailure.RejectedCaller) refused, attempt, isVoiceCallers));
    }

    /** Every account has voices of its own, so that a library voice has a name only by configuration. */
    private Optional<String> voice(Voice voice) {
        Optional<OwnVoice> own = OwnVoice.of(voice);
        return own.isPresent() ? own.map(OwnVoice::name) : names.of(voice);
    }

    private AudioFormat format(AudioFormat wanted) {
        return configured.orElse(switch (wanted) {
            case MP3, OPUS, OGG -> wanted;
            default -> AudioFormat.PCM;
        });
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
