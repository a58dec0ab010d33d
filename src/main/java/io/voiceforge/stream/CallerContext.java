package io.voiceforge.stream;

import java.util.concurrent.Executor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x context that a caller runs on: what other threads find out for him goes on there. */
public final class CallerContext {

    private CallerContext() {
    }

    /**
     * Runs tasks on the context that is the current one now, at once when they are on it already. Where there is none, they run
     * where they are. For {@code emitOn}.
     */
    public static Executor executor() {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return Runnable::run;
        }
        return task -> {
            if (Vertx.currentContext() == caller) {
                task.run();
            } else {
                caller.runOnContext(now -> task.run());
            }
        };
    }
}
