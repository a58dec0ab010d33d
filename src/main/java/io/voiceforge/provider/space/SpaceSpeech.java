package io.voiceforge.provider.space;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.http.ProviderAnswer;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RetryDelay;
import io.voiceforge.speech.SpeechModels;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.VoiceMapping;

/** Speech by the Space. It answers with JSON that holds a WAV in base64, or with audio bytes. */
@ApplicationScoped
@From(Provider.SPACE)
class SpaceSpeech implements SpeechProvider {

    private final SpaceEndpoint endpoint;
    private final SpaceMonitor monitor;
    private final ProviderHttp http;
    private final ProviderGuard guard;
    private final Duration firstByteLimit;

    SpaceSpeech(SpaceEndpoint endpoint, SpaceMonitor monitor, ProviderHttp http, ProviderGuards guards,
            VoiceForgeConfig config) {
        this.firstByteLimit = config.limits().firstByte();
        this.endpoint = endpoint;
        this.monitor = monitor;
        this.http = http;
        this.guard = guards.create(Provider.SPACE, Operation.SPEECH);
    }

    @Override
    public Set<AudioFormat> formats() {
        return endpoint.isConfigured() ? Set.of(AudioFormat.WAV) : Set.of();
    }

    @Override
    @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = ProviderFailure.Transient.class)
    @CustomBackoff(RetryDelay.class)
    @Timeout(value = 1, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<AudioStream> speak(SpeechRequest request, Call call) {
        if (monitor.isWaking()) {
            return Uni.createFrom().failure(new ProviderFailure.Waking("space: still waking"));
        }
        JsonObject body = new JsonObject()
                .put("text", request.text())
                .put("voice", VoiceMapping.spaceVoice(request.voice()))
                .put("speed", request.speed());
        if (request.model() != null && !SpeechModels.isForOpenAi(request.model())) {
            body.put("model", request.model());
        }
        return guard.attempt(call, () -> http.post(endpoint.get(), "/api/tts", body, true, call).flatMap(SpaceSpeech::audio)
                // the head of the JSON is not the first byte of the audio
                .ifNoItem().after(firstByteLimit).failWith(() -> new ProviderFailure.TimedOut("space: no audio in time")))
                .onFailure(ProviderFailure.Waking.class).invoke(monitor::foundWaking);
    }

    private static Uni<AudioStream> audio(ProviderAnswer answer) {
        if (answer.mediaType().equals("application/json")) {
            return FirstItem.of(Base64Member.decode("audio_base64", answer.body()), () -> notAudio("JSON without audio"))
                    .flatMap(SpaceSpeech::wav);
        }
        Optional<AudioFormat> format = AudioFormat.ofMediaType(answer.mediaType());
        if (format.isEmpty()) {
            answer.body().subscribe().with(ignored -> {
            }).cancel();
            return Uni.createFrom().failure(notAudio("no audio but " + answer.mediaType()));
        }
        return format.get() == AudioFormat.WAV ? wav(answer.body())
                : Uni.createFrom().item(AudioStream.encoded(format.get(), answer.body()));
    }

    /** A WAV that is none would otherwise go to a caller who wants one as it is. */
    private static Uni<AudioStream> wav(Multi<Buffer> bytes) {
        AtomicBoolean first = new AtomicBoolean(true);
        Multi<Buffer> checked = bytes.onItem().invoke(chunk -> {
            if (first.getAndSet(false) && chunk.length() >= 4 && !chunk.getString(0, 4, "ISO-8859-1").equals("RIFF")) {
                throw notAudio("audio that is not WAV");
            }
        });
        return FirstItem.of(checked, () -> notAudio("no audio")).map(all -> AudioStream.encoded(AudioFormat.WAV, all));
    }

    private static ProviderFailure notAudio(String what) {
        return new ProviderFailure.Unavailable("space: " + what);
    }
}
