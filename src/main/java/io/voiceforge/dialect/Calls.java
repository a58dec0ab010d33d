package io.voiceforge.dialect;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.call.Call;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.observe.AccessLog;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.RequestId;
import io.voiceforge.usage.FinishedCall;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageRecorder;

/** Opens a call for a request, and ends it when the request does, whatever the way it ends. */
@ApplicationScoped
public class Calls {

    private static final String CONTEXT = Call.class.getName();
    private static final Map<String, Operation> OPERATIONS = Map.of(
            "/api/tts", Operation.SPEECH,
            "/v1/audio/speech", Operation.SPEECH,
            "/api/stt", Operation.TRANSCRIPTION,
            "/v1/audio/transcriptions", Operation.TRANSCRIPTION,
            "/v1/audio/translations", Operation.TRANSCRIPTION,
            "/api/vad", Operation.VAD,
            "/api/vllm/chat", Operation.CHAT,
            "/v1/chat/completions", Operation.CHAT,
            "/api/agent-flows/generate", Operation.FLOW,
            "/v1/speech-to-text", Operation.TRANSCRIPTION);
    private static final String FLOWS = "/api/agent-flows/";
    private static final String VOICES = "/v1/text-to-speech/";

    /** What the log has for an answer that nobody was left to get; proxies use the same number. */
    private static final int NOBODY_LEFT = 499;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicInteger underWay = new AtomicInteger();
    private final Dialects dialects;
    private final Metrics metrics;
    private final UsageRecorder usage;
    private final AccessLog accessLog;

    Calls(Dialects dialects, Metrics metrics, UsageRecorder usage, AccessLog accessLog) {
        this.accessLog = accessLog;
        this.usage = usage;
        this.dialects = dialects;
        this.metrics = metrics;
    }

    /**
     * Before usage is stored for the last time. The server knows that its last request has ended a moment before the end of the
     * call is noted.
     */
    void onShutdown(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        long start = System.nanoTime();
        while (underWay.get() > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Opens the call of an admitted request, when its path stands for an operation. */
    void open(RoutingContext context, ApiKey key) {
        Operation operation = operation(context);
        if (operation == null) {
            return;
        }
        underWay.incrementAndGet();
        Call call = new Call(key.id(), operation);
        context.put(CONTEXT, call);
        HttpServerResponse response = context.response();
        atEnd(context, () -> {
            try {
                ended(call, response, context);
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    /** Null when nothing is to be measured. */
    private static Operation operation(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(VOICES)) {
            return Operation.SPEECH;
        }
        boolean turn = path.startsWith(FLOWS) && context.request().method() == HttpMethod.POST
                && (path.endsWith("/sessions") || path.endsWith("/messages") || path.endsWith("/tool-results"));
        return turn ? Operation.FLOW : OPERATIONS.get(path);
    }

    private void ended(Call call, HttpServerResponse response, RoutingContext context) {
        boolean complete = response.ended();
        long overheadNanos = call.overheadNanos();
        if (!complete) {
            call.cancel();
        }
        FinishedCall finished = finished(call, outcome(call, response, complete), response.bytesWritten());
        String dialect = dialects.of(context).name();
        String outcome = call.isBroken() ? "broken" : finished.outcome().name().toLowerCase(Locale.ROOT);
        metrics.requestEnded(dialect, call.operation().wireName(), outcome);
        if (call.provider() != null) {
            metrics.overhead(call.operation().wireName(), overheadNanos);
        }
        usage.record(finished);
        accessLog.write(new AccessLog.Entry(RequestId.of(context), call.keyId(), dialect, call.operation(), call.provider(),
                call.model(), complete || response.headWritten() ? response.getStatusCode() : NOBODY_LEFT, outcome,
                finished.firstByteMillis(), finished.totalMillis(),
                overheadNanos, finished.characters(), finished.audioMillis(), finished.tokens(),
                finished.bytes()));
    }

    /** The call of a request that {@link CallFilter} has let through. */
    public static Call of(RoutingContext context) {
        return context.get(CONTEXT);
    }

    /** Runs the action once when the answer has ended, however it ends; at once when it has already. */
    public static void atEnd(RoutingContext context, Runnable action) {
        if (context.response().ended() || context.response().closed()) {
            action.run();
        } else {
            context.addEndHandler(end -> action.run());
        }
    }

    private static FinishedCall finished(Call call, Outcome outcome, long bytes) {
        boolean answered = call.provider() != null;
        return new FinishedCall(call.keyId(), call.start(), call.operation(), call.provider(), call.model(), outcome,
                call.elapsedNanos() / 1_000_000, answered ? call.firstByteNanos() / 1_000_000 : null,
                answered ? call.characters() : 0, answered ? call.audioMillis() : 0, answered ? call.tokens() : 0, bytes);
    }

    private static Outcome outcome(Call call, HttpServerResponse response, boolean complete) {
        if (call.isBroken()) {
            return Outcome.ERROR;
        } else if (!complete) {
            return Outcome.CANCELLED;
        }
        return response.getStatusCode() < 400 ? Outcome.SUCCESS : Outcome.ERROR;
    }
}
