package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.key.ApiKey;
import io.voiceforge.limit.LimitService;
import io.voiceforge.memory.MemoryBudget;

/** The entry point: every request with a key is admitted here first. */
@ApplicationScoped
public class Gateway {

    private final LimitService limits;
    private final CallRecorder recorder;
    private final MemoryBudget memory;

    Gateway(LimitService limits, CallRecorder recorder, MemoryBudget memory) {
        this.limits = limits;
        this.recorder = recorder;
        this.memory = memory;
    }

    /**
     * Counts a request against the key's limits. A refusal is a result, not a failure.
     *
     * @param caller authenticated
     * @param requestId unique, and not chosen by the caller
     */
    public Uni<Admitted> admit(ApiKey caller, String requestId) {
        return limits.admit(caller, requestId)
                .map(admission -> new Admitted(caller, requestId, admission, limits, recorder, memory));
    }
}
