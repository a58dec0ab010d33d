package io.voiceforge.provider.openai;

import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RetryDelay;
import io.voiceforge.speech.SpeechModels;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.voice.VoiceMapping;

/** Speech by OpenAI, which answers in the asked format, chunk by chunk. */
@ApplicationScoped
@From(Provider.OPENAI)
class OpenAiSpeech implements SpeechProvider {

    /** OpenAI's limit on {@code input}, see its API reference of {@code /audio/speech}. */
    private static final int MAX_CODE_POINTS = 4096;

    /** What OpenAI's API has. */
    private static final Set<AudioFormat> FORMATS = EnumSet.complementOf(EnumSet.of(AudioFormat.ULAW, AudioFormat.ALAW));

    /** What the other providers can be converted to. */
    private static final Set<AudioFormat> OTHERS_SPEAK = EnumSet.complementOf(EnumSet.of(AudioFormat.AAC));

    private final OpenAiEndpoint endpoint;
    private final ProviderHttp http;
    private final ProviderGuard guard;
    private final String defaultModel;

    OpenAiSpeech(OpenAiEndpoint endpoint, ProviderHttp http, ProviderGuards guards, VoiceForgeConfig config) {
        this.endpoint = endpoint;
        this.http = http;
        this.guard = guards.create(Provider.OPENAI, Operation.SPEECH);
        this.defaultModel = config.openai().speechModel();
    }

    @Override
    public Set<AudioFormat> formats() {
        return endpoint.isConfigured() ? FORMATS : Set.of();
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<AudioStream> speak(SpeechRequest request, Call call) {
        if (request.text().codePointCount(0, request.text().length()) > MAX_CODE_POINTS) {
            return Uni.createFrom().failure(OTHERS_SPEAK.contains(request.format())
                    ? new ProviderFailure.NotOffered("openai: text over 4096 characters")
                    : ApiException.of(ErrorCode.INVALID_REQUEST, "text", "A text over " + MAX_CODE_POINTS
                            + " characters cannot be spoken as " + request.format().wireName()
                            + ". Use wav, mp3, pcm, flac, ogg or opus"));
        }
        boolean callersModel = request.model() != null && !SpeechModels.isForSpace(request.model());
        String model = callersModel ? request.model() : defaultModel;
        AudioFormat format = request.spokenFormat();
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("input", request.text())
                .put("voice", VoiceMapping.openAiVoice(request.voice()))
                // OpenAI's opus comes in Ogg, which is what both names stand for
                .put("response_format", format == AudioFormat.OGG ? "opus" : format.wireName())
                .put("speed", request.speed());
        String instructions = instructions(request);
        if (instructions != null && !model.startsWith("tts-1")) {
            body.put("instructions", instructions);
        }
        return guard.attempt(call, () -> http.post(endpoint.get(), "/audio/speech", body, callersModel, call))
                .map(answer -> format == AudioFormat.PCM
                        ? AudioStream.pcm(AudioFormat.PCM_RATE_HERTZ, answer.body())
                        : AudioStream.encoded(format, answer.body()));
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
