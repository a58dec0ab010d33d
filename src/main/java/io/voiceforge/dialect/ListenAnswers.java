package io.voiceforge.dialect;

import java.util.OptionalLong;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.call.Call;
import io.voiceforge.call.Chain;
import io.voiceforge.error.ApiException;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.listen.Activity;
import io.voiceforge.listen.Answered;
import io.voiceforge.listen.ListenService;
import io.voiceforge.listen.Transcript;
import io.voiceforge.listen.Transcription;
import io.voiceforge.listen.TranscriptionRequest;
import io.voiceforge.listen.VadRequest;

/** Listens for a caller, and counts how long the audio was. */
@ApplicationScoped
public class ListenAnswers {

    /** Speech is seldom encoded with less: where no header says how long audio is, it is taken to be no longer than this. */
    private static final int LEAST_BYTES_PER_SECOND = 4000;
    /** Two channels of 32 bits at 192 kHz. */
    private static final int MOST_BYTES_PER_SECOND = 1_536_000;

    private final ListenService service;
    private final LimitService limits;

    ListenAnswers(ListenService service, LimitService limits) {
        this.service = service;
        this.limits = limits;
    }

    /** Transcribes; the answer's headers say who did. */
    public Uni<Answered<Transcription>> transcribe(TranscriptionRequest request, OptionalLong durationMillis,
            RoutingContext context) {
        Call call = Calls.of(context);
        call.asks(request.model().name(), 0);
        call.requestRead();
        long bytes = request.audio().bytes();
        // a header that tells of less than the bytes can hold is not believed
        OptionalLong byHeader = durationMillis.isPresent() && durationMillis.getAsLong() < bytes * 1000 / MOST_BYTES_PER_SECOND
                ? OptionalLong.empty()
                : durationMillis;
        long atMost = byHeader.isPresent() ? seconds(byHeader.getAsLong()) : bytes / LEAST_BYTES_PER_SECOND + 1;
        return limits.reserve(KeyPrincipal.of(context), QuotaUnit.AUDIO_SECONDS, atMost)
                .flatMap(quota -> {
                    Calls.atEnd(context, () -> quota.settle(call.provider() == null ? 0 : atMost));
                    return service.transcribe(request, call).invoke(answered -> {
                        answered(answered, call, context);
                        OptionalLong byProvider = duration(answered.answer());
                        OptionalLong known = byProvider.isPresent() ? byProvider : byHeader;
                        known.ifPresent(millis -> {
                            call.hears(millis);
                            quota.settle(seconds(millis));
                        });
                    });
                });
    }

    /** Finds voice activity; the answer's headers say who did. */
    public Uni<Answered<Activity>> detect(VadRequest request, RoutingContext context) {
        Call call = Calls.of(context);
        call.requestRead();
        return service.detect(request, call).invoke(answered -> answered(answered, call, context));
    }

    /** Ends the answer with a document. */
    public static Uni<Void> write(String contentType, Buffer document, RoutingContext context) {
        HttpServerResponse response = context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        return Uni.createFrom().completionStage(() -> response.end(document).toCompletionStage());
    }

    /**
     * Answers with Server-Sent Events; a failure is told in one last event.
     *
     * @param errorEvent makes it
     */
    public static Uni<Void> write(Multi<Buffer> events, Function<ApiException, Buffer> errorEvent, RoutingContext context) {
        Call call = Calls.of(context);
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
        return StreamedAnswer.write(
                events.onFailure().invoke(call::markBroken).onFailure().transform(Chain::toApiException)
                        .onFailure(ApiException.class).recoverWithItem(failure -> errorEvent.apply((ApiException) failure)),
                context, call::markBroken);
    }

    private static void answered(Answered<?> answered, Call call, RoutingContext context) {
        AnswerHeaders.answered(call, answered.provider(), context.response().headers());
    }

    private static OptionalLong duration(Transcription answer) {
        Double seconds = answer instanceof Transcript transcript ? transcript.durationSeconds()
                : answer instanceof Transcription.Document document ? document.durationSeconds() : null;
        return seconds == null || !(seconds >= 0 && seconds < 1e6) ? OptionalLong.empty()
                : OptionalLong.of(Math.round(seconds * 1000));
    }

    private static long seconds(long millis) {
        return (millis + 999) / 1000;
    }
}
