package io.voiceforge.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

/** Whether shutdown has begun. The process still serves requests for a while, but should not receive new ones. */
@ApplicationScoped
public class ShutdownState {

    private volatile boolean begun;

    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }
}
