package io.voiceforge.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.RateLimit;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.LimitService;
import io.voiceforge.memory.MemoryBudget;

/** A request that has been counted against its key's limits and may have been refused. */
public final class Admitted {

    private final ApiKey caller;
    private final String requestId;
    private final Admission admission;
    private final LimitService limits;
    private final CallRecorder recorder;
    private final MemoryBudget memory;
    private final AtomicBoolean released = new AtomicBoolean();

    Admitted(ApiKey caller, String requestId, Admission admission, LimitService limits, CallRecorder recorder,
            MemoryBudget memory) {
        this.caller = caller;
        this.requestId = requestId;
        this.admission = admission;
        this.limits = limits;
        this.recorder = recorder;
        this.memory = memory;
    }

    /** The decision, and the state of the key's limits after it. */
    public Admission admission() {
        return admission;
    }

    /** The error for a refused request; empty if the request is admitted. */
    public Optional<ApiException> refusal() {
        if (admission.isAdmitted()) {
            return Optional.empty();
        }
        Admission.Refusal by = admission.refusedBy();
        boolean isByRate = by == Admission.Refusal.RATE;
        boolean isByCustomer = by == Admission.Refusal.CUSTOMER_CONCURRENCY;
        // it is unknown when one of the running requests will end
        Duration after = isByRate ? admission.reset() : Duration.ofSeconds(1);
        long most = isByRate ? admission.rate().requests()
                : isByCustomer ? caller.customer().maxConcurrent()
                        : caller.settings().maxConcurrent();
        return Optional.of(ApiException.exceeded(
                isByRate ? ErrorCode.RATE_LIMIT_EXCEEDED : ErrorCode.CONCURRENCY_LIMIT_EXCEEDED,
                isByRate ? rateExceeded()
                        : "The limit of concurrent requests for this " + (isByCustomer ? "customer" : "key") + " is " + most
                                + ". Wait for one to end.",
                new ApiException.Exceeded(most, Instant.now().plus(after)), after));
    }

    private String rateExceeded() {
        RateLimit rate = admission.rate();
        return "Rate limit exceeded: this %s may send %d %s in any %s. There is room again in %d s.".formatted(
                admission.isCustomerRate() ? "customer" : "key", rate.requests(), rate.requests() == 1 ? "request" : "requests",
                rate.window().wireName(), admission.reset().plusNanos(999_999_999).toSeconds());
    }

    /** Ends the request and frees its slot. Further calls do nothing. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            limits.release(caller, requestId);
        }
    }

    /**
     * Opens the call for this request.
     *
     * @param logId the request's id in logs
     * @param dialect the name of the caller's API, for meters
     * @throws IllegalStateException if the request has been refused
     */
    public Call open(Operation operation, String logId, String dialect) {
        if (!admission.isAdmitted()) {
            throw new IllegalStateException("A refused request opens no call");
        }
        recorder.opened();
        return new Call(caller, operation, logId, dialect, recorder, memory.open());
    }
}
