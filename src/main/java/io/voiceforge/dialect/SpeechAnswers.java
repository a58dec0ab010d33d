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
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.call.Call;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;

/** Speaks, and answers with the audio as it comes. */
@ApplicationScoped
public class SpeechAnswers {

    private static final Logger LOG = Logger.getLogger(SpeechAnswers.class);

    private final SpeechService service;
    private final Calls calls;
    private final LimitService limits;

    SpeechAnswers(SpeechService service, Calls calls, LimitService limits) {
        this.limits = limits;
        this.service = service;
        this.calls = calls;
    }

    /** The audio's own bytes. */
    public RestMulti<Buffer> audio(SpeechRequest request, RoutingContext context) {
        return answer(request, context, request.format().contentType(), speech -> speech.audio().body());
    }

    /** The audio in whatever {@code wrapped} makes of it. */
    public RestMulti<Buffer> answer(SpeechRequest request, RoutingContext context, String contentType,
            Function<Speech, Multi<Buffer>> wrapped) {
        Call call = Calls.of(context);
        long characters = request.text().codePointCount(0, request.text().length());
        call.asks(request.model(), characters);
        Uni<Speech> spoken = limits.reserve(KeyPrincipal.of(context), QuotaUnit.CHARACTERS, characters)
                .invoke(quota -> Calls.atEnd(context, () -> quota.settle(call.provider() == null ? 0 : characters)))
                .flatMap(quota -> service.speak(request, call))
                .invoke(speech -> call.answeredBy(speech.provider()));
        return RestMulti.fromUniResponse(spoken,
                speech -> wrapped.apply(speech).onFailure().recoverWithMulti(failure -> {
                    LOG.warnf("Speech by %s broke off after its first byte: %s", speech.provider().wireName(),
                            failure.getMessage());
                    return calls.breakOff(call, context);
                }),
                speech -> headers(request, call, speech, contentType));
    }

    private static Map<String, List<String>> headers(SpeechRequest request, Call call, Speech speech, String contentType) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CONTENT_TYPE, List.of(contentType));
        headers.put("X-Processing-Time", List.of(call.firstByteNanos() / 1_000_000 + "ms"));
        headers.put("X-VoiceForge-Provider", List.of(speech.provider().wireName()));
        headers.put("X-VoiceForge-Voice", List.of(request.voice().id()));
        return headers;
    }
}
