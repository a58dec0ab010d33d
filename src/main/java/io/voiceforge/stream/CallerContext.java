package io.voiceforge.stream;

import java.util.concurrent.Executor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x context of a caller, to which results from other threads return. */
public final class CallerContext {

    private CallerContext() {
    }

    /**
     * An executor for {@code emitOn} that runs tasks on the current context: immediately if they are on it already. Without a
     * current context, tasks run on the calling thread.
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
