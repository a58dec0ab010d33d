package io.voiceforge.stream;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Turns context propagation off: otherwise every Mutiny operator of every request captures and restores the CDI request context, the
 * transaction and the trace of the thread. Nothing here hangs on a thread: what a step needs is handed to it, and sessions of the
 * database, request scopes and traces belong to the Vert.x context of their request, which operators do not leave.
 */
@ApplicationScoped
class ContextPropagation {

    void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        Infrastructure.clearInterceptors();
    }
}
