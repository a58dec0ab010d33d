package io.voiceforge.dialect.voiceforge;

import java.time.Duration;
import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.call.Call;
import io.voiceforge.call.Operation;
import io.voiceforge.dialect.Calls;
import io.voiceforge.dialect.SpeechFields;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.key.Scope;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;
import io.voiceforge.voice.Voice;

/** Speaks what has been answered, as members of the answer. */
@ApplicationScoped
class SpokenReplies {

    private static final Logger LOG = Logger.getLogger(SpokenReplies.class);

    /** As for {@code POST /api/tts}. */
    private static final int MAX_CHARACTERS = 5000;
    /** An hour and more of the text that is spoken at most takes far less. */
    private static final int MAX_AUDIO_BYTES = 16 << 20;
    private static final Duration MAX_TIME = Duration.ofMinutes(1);

    private final SpeechService speech;
    private final LimitService limits;
    private final SpeechFields fields;

    SpokenReplies(SpeechService speech, LimitService limits, SpeechFields fields) {
        this.speech = speech;
        this.limits = limits;
        this.fields = fields;
    }

    /** The voice that the caller asks for, or null for null; fails when the key may not use speech. */
    Voice voice(String id, RoutingContext context) {
        if (id == null) {
            return null;
        }
        if (!KeyPrincipal.of(context).allows(Scope.SPEECH)) {
            throw ApiException.of(ErrorCode.SCOPE_DENIED, "The API key lacks the scope speech, which a spoken answer needs");
        }
        return fields.voice(id);
    }

    /**
     * {@code audioBase64} and {@code audioFormat}. Never fails, because the answer itself is there and paid for: then both are
     * null, and {@code audioError} holds an error's code.
     */
    Uni<JsonObject> members(String text, Voice voice, RoutingContext context) {
        long characters = text.codePointCount(0, text.length());
        if (text.isBlank() || characters > MAX_CHARACTERS) {
            return Uni.createFrom().item(failed(ErrorCode.UNPROCESSABLE));
        }
        Call call = Calls.of(context);
        // with a time limit of its own: the answer may have used most of the other
        Call spoken = new Call(call.keyId(), Operation.SPEECH);
        Runnable forget = call.onCancel(spoken::cancel);
        SpeechRequest request = new SpeechRequest(text, voice, AudioFormat.MP3, 1, null, null);
        return limits.reserve(KeyPrincipal.of(context), QuotaUnit.CHARACTERS, characters)
                .flatMap(quota -> speech.speak(request, spoken).flatMap(SpokenReplies::collect)
                        .ifNoItem().after(MAX_TIME).failWith(() -> new ProviderFailure.TimedOut("speech: too long"))
                        .onTermination()
                        .invoke((audio, failure, left) -> quota.settle(audio != null ? characters : 0)))
                .map(audio -> {
                    call.asks(call.model(), characters);
                    return new JsonObject().put("audioBase64", Base64.getEncoder().encodeToString(audio.getBytes()))
                            .put("audioFormat", AudioFormat.MP3.wireName());
                })
                .onFailure().recoverWithItem(failure -> failed(code(failure)))
                .onTermination().invoke(() -> {
                    forget.run();
                    // what is still open after a failure
                    spoken.cancel();
                });
    }

    private static Uni<Buffer> collect(Speech spoken) {
        return spoken.audio().body().collect().in(Buffer::buffer, (all, chunk) -> {
            if (all.length() + chunk.length() > MAX_AUDIO_BYTES) {
                throw new ProviderFailure.Unavailable("speech: too long");
            }
            all.appendBuffer(chunk);
        });
    }

    private static JsonObject failed(ErrorCode code) {
        return new JsonObject().putNull("audioBase64").putNull("audioFormat").put("audioError", code.wireName());
    }

    private static ErrorCode code(Throwable failure) {
        LOG.warnf("An answer could not be spoken: %s", failure.getMessage());
        if (failure instanceof ApiException known) {
            return known.code();
        }
        return failure instanceof ProviderFailure provider ? provider.toApiException().code() : ErrorCode.INTERNAL_ERROR;
    }
}
