package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.key.ApiKey;
import io.voiceforge.limit.LimitService;

/** The way in: every request of a key is admitted here before it does anything else. */
@ApplicationScoped
public class Gateway {

    private final LimitService limits;
    private final CallRecorder recorder;

    Gateway(LimitService limits, CallRecorder recorder) {
        this.limits = limits;
        this.recorder = recorder;
    }

    /**
     * Counts a request against the key's limits. A refusal is an answer, not a failure.
     *
     * @param caller authenticated
     * @param requestId one that no other request has, and that callers cannot choose
     */
    public Uni<Admitted> admit(ApiKey caller, String requestId) {
        return limits.admit(caller, requestId).map(admission -> new Admitted(caller, requestId, admission, limits, recorder));
    }
}
