package io.voiceforge.dialect;

import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
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
    private final LimitService limits;

    SpeechAnswers(SpeechService service, LimitService limits) {
        this.limits = limits;
        this.service = service;
    }

    /** The audio's own bytes. */
    public Uni<Void> audio(SpeechRequest request, RoutingContext context) {
        return answer(request, context, request.format().contentType(), speech -> speech.audio().body());
    }

    /** The audio in whatever {@code wrapped} makes of it. */
    public Uni<Void> answer(SpeechRequest request, RoutingContext context, String contentType,
            Function<Speech, Multi<Buffer>> wrapped) {
        Call call = Calls.of(context);
        long characters = request.text().codePointCount(0, request.text().length());
        call.asks(request.model(), characters);
        return limits.reserve(KeyPrincipal.of(context), QuotaUnit.CHARACTERS, characters)
                .invoke(quota -> Calls.atEnd(context, () -> quota.settle(call.provider() == null ? 0 : characters)))
                .flatMap(quota -> service.speak(request, call))
                .flatMap(speech -> {
                    headers(request, call, speech.provider(), contentType, context.response().headers());
                    return StreamedAnswer.write(wrapped.apply(speech).onFailure().invoke(SpeechAnswers::report), context,
                            call::markBroken);
                });
    }

    private static void report(Throwable failure) {
        LOG.warnf("Speech broke off after its first byte: %s", failure.getMessage());
    }

    private static void headers(SpeechRequest request, Call call, Provider provider, String contentType, MultiMap headers) {
        headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        AnswerHeaders.answered(call, provider, headers);
        headers.set("X-VoiceForge-Voice", request.voice().id());
    }
}
