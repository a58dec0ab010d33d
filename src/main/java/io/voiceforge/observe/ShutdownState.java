package io.voiceforge.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

/** Whether the process has been told to stop. It goes on answering for a while, and is to be sent nothing new. */
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
