package io.voiceforge.gateway;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.ShutdownEvent;
import io.voiceforge.observe.AccessLog;
import io.voiceforge.observe.Metrics;
import io.voiceforge.price.Cost;
import io.voiceforge.usage.FinishedCall;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageRecorder;

/** Records how calls ended: usage, meters and the access log. */
@ApplicationScoped
class CallRecorder {

    private static final long SHUTDOWN_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicInteger open = new AtomicInteger();
    private final Metrics metrics;
    private final UsageRecorder usage;
    private final AccessLog accessLog;

    CallRecorder(Metrics metrics, UsageRecorder usage, AccessLog accessLog) {
        this.metrics = metrics;
        this.usage = usage;
        this.accessLog = accessLog;
    }

    /**
     * Waits for open calls before usage is stored for the last time: the server considers its last request finished a moment
     * before the end of the call is recorded.
     */
    void onShutdown(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        long start = System.nanoTime();
        while (open.get() > 0 && System.nanoTime() - start < SHUTDOWN_WAIT_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void ended(Call call, Outcome outcome, int status, long bytes, long overheadNanos) {
        try {
            record(call, outcome, status, bytes, overheadNanos);
        } finally {
            open.decrementAndGet();
        }
    }

    private void record(Call call, Outcome outcome, int status, long bytes, long overheadNanos) {
        String operation = call.operation().wireName();
        String label = call.isBroken() ? "broken" : outcome.name().toLowerCase(Locale.ROOT);
        FinishedCall finished = finished(call, outcome, bytes);
        metrics.requestEnded(call.dialect(), operation, label);
        if (call.provider() != null) {
            metrics.overhead(operation, overheadNanos);
        }
        usage.record(finished);
        accessLog.write(new AccessLog.Entry(call.requestId(), finished.keyId(), call.dialect(), operation,
                call.provider() == null ? null : call.provider().name(), call.used().model(), status, label,
                finished.firstByteMillis(), finished.totalMillis(), overheadNanos, finished.characters(),
                finished.audioMillis(), finished.tokens(), finished.cost().isKnown() ? finished.cost().micros() : null, bytes));
    }

    private static FinishedCall finished(Call call, Outcome outcome, long bytes) {
        boolean isAnswered = call.provider() != null;
        Consumption used = call.used();
        return new FinishedCall(call.caller().id(), call.caller().settings().customer(), call.timer().start(), call.operation(),
                call.provider(), call.model(),
                outcome,
                call.timer().elapsedNanos() / 1_000_000, isAnswered ? call.timer().firstByteNanos() / 1_000_000 : null,
                isAnswered ? used.characters() : 0, isAnswered ? used.audioMillis() : 0, isAnswered ? used.tokens() : 0,
                isAnswered ? used.cost() : Cost.NONE, bytes);
    }
}
