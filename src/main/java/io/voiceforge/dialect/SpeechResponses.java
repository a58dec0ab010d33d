package io.voiceforge.dialect;

import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.gateway.Call;
import io.voiceforge.gateway.SpeechCalls;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;

/** Speaks, and responds with the audio as it comes. */
@ApplicationScoped
public class SpeechResponses {

    private static final Logger LOG = Logger.getLogger(SpeechResponses.class);

    private final SpeechCalls calls;

    SpeechResponses(SpeechCalls calls) {
        this.calls = calls;
    }

    /** The audio's own bytes. */
    public Uni<Void> audio(SpeechRequest request, RoutingContext context) {
        return write(request, context, request.format().contentType(), speech -> speech.audio().body());
    }

    /** The audio in whatever {@code wrapped} makes of it. */
    public Uni<Void> write(SpeechRequest request, RoutingContext context, String contentType,
            Function<Speech, Multi<Buffer>> wrapped) {
        Call call = HttpCalls.of(context);
        return calls.speak(request, call).flatMap(speech -> {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                    .putHeader("X-VoiceForge-Voice", request.voice().id());
            CallHeaders.write(context);
            return StreamingResponse.write(wrapped.apply(speech).onFailure().invoke(SpeechResponses::report), context,
                    call::markBroken);
        });
    }

    private static void report(Throwable failure) {
        LOG.warnf("Speech broke off after its first byte: %s", failure.getMessage());
    }
}
