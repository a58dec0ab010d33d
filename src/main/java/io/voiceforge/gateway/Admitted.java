package io.voiceforge.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.LimitService;

/** A request that has been counted against its key's limits, and perhaps refused. */
public final class Admitted {

    private final ApiKey caller;
    private final String requestId;
    private final Admission admission;
    private final LimitService limits;
    private final CallRecorder recorder;
    private final AtomicBoolean released = new AtomicBoolean();

    Admitted(ApiKey caller, String requestId, Admission admission, LimitService limits, CallRecorder recorder) {
        this.caller = caller;
        this.requestId = requestId;
        this.admission = admission;
        this.limits = limits;
        this.recorder = recorder;
    }

    /** The decision, and where the key's limits stand after it. */
    public Admission admission() {
        return admission;
    }

    /** What a refused caller is told; empty for a request that is admitted. */
    public Optional<ApiException> refusal() {
        if (admission.isAdmitted()) {
            return Optional.empty();
        }
        boolean isHourly = admission.refusedBy() == Admission.Refusal.HOURLY;
        // nobody knows when one of the running requests will end
        Duration after = isHourly ? admission.reset() : Duration.ofSeconds(1);
        long most = isHourly ? admission.limit() : caller.settings().maxConcurrent();
        return Optional.of(ApiException.exceeded(
                isHourly ? ErrorCode.RATE_LIMIT_EXCEEDED : ErrorCode.CONCURRENCY_LIMIT_EXCEEDED,
                isHourly ? "Rate limit exceeded"
                        : "No more requests of this key may run at once than " + most + ". Wait for one to end.",
                new ApiException.Exceeded(most, Instant.now().plus(after)), after));
    }

    /** The request has ended: its place is free for another. Further calls do nothing. */
    public void release() {
        if (caller.settings().maxConcurrent() != null && released.compareAndSet(false, true)) {
            limits.release(caller, requestId);
        }
    }

    /**
     * Opens the call that the request stands for.
     *
     * @param logId the request's id in logs
     * @param dialect the name of the API that the caller speaks, for meters
     * @throws IllegalStateException when the request has been refused
     */
    public Call open(Operation operation, String logId, String dialect) {
        if (!admission.isAdmitted()) {
            throw new IllegalStateException("A refused request opens no call");
        }
        recorder.opened();
        return new Call(caller, operation, logId, dialect, recorder);
    }
}
