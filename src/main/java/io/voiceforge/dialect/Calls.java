package io.voiceforge.dialect;

import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

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
            "/v1/audio/speech", Operation.SPEECH);

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

    /** Opens the call of an admitted request, when its path stands for an operation. */
    void open(RoutingContext context, ApiKey key) {
        Operation operation = OPERATIONS.get(context.normalizedPath());
        if (operation == null) {
            return;
        }
        Call call = new Call(key.id(), operation);
        context.put(CONTEXT, call);
        HttpServerResponse response = context.response();
        atEnd(context, () -> {
            boolean complete = response.ended();
            if (!complete) {
                call.cancel();
            }
            long overheadNanos = call.overheadNanos();
            FinishedCall finished = finished(call, outcome(call, response, complete), response.bytesWritten());
            String dialect = dialects.of(context).name();
            String outcome = call.isBroken() ? "broken" : finished.outcome().name().toLowerCase(Locale.ROOT);
            metrics.requestEnded(dialect, operation.wireName(), outcome);
            if (call.provider() != null) {
                metrics.overhead(operation.wireName(), overheadNanos);
            }
            usage.record(finished);
            accessLog.write(new AccessLog.Entry(RequestId.of(context), call.keyId(), dialect, operation, call.provider(),
                    call.model(), response.getStatusCode(), outcome, finished.firstByteMillis(), finished.totalMillis(),
                    overheadNanos, finished.characters(), finished.audioMillis(), finished.tokens(),
                    finished.bytes()));
        });
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
                answered ? call.characters() : 0, 0, 0, bytes);
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
