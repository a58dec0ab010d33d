package io.voiceforge.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestMulti;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.call.Call;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;

/** Speaks, and answers with the audio as it comes. */
@ApplicationScoped
public class SpeechAnswers {

    private static final Logger LOG = Logger.getLogger(SpeechAnswers.class);

    private final SpeechService service;

    SpeechAnswers(SpeechService service) {
        this.service = service;
    }

    /** The audio's own bytes. */
    public RestMulti<Buffer> audio(SpeechRequest request, Call call) {
        return answer(request, call, request.format().contentType(), speech -> speech.audio().body());
    }

    /** The audio in whatever {@code wrapped} makes of it. */
    public RestMulti<Buffer> answer(SpeechRequest request, Call call, String contentType,
            Function<Speech, Multi<Buffer>> wrapped) {
        return RestMulti.fromUniResponse(service.speak(request, call),
                speech -> wrapped.apply(speech).onFailure().invoke(failure -> {
                    call.markBroken();
                    LOG.warnf("Speech by %s broke off after its first byte: %s", speech.provider().wireName(),
                            failure.getMessage());
                }),
                speech -> headers(request, call, speech, contentType));
    }

    private static Map<String, List<String>> headers(SpeechRequest request, Call call, Speech speech, String contentType) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CONTENT_TYPE, List.of(contentType));
        headers.put("X-Processing-Time", List.of(call.elapsedNanos() / 1_000_000 + "ms"));
        headers.put("X-VoiceForge-Provider", List.of(speech.provider().wireName()));
        headers.put("X-VoiceForge-Voice", List.of(request.voice().id()));
        return headers;
    }
}
