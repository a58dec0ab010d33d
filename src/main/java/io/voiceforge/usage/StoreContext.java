package io.voiceforge.usage;

import java.util.function.Consumer;
import java.util.function.Supplier;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Asks the store when no caller does. */
final class StoreContext {

    private final Context root;

    StoreContext(Vertx vertx) {
        this.root = vertx.getOrCreateContext();
    }

    /** On a context of its own: neither a caller's nor a shared one, because the store keeps its session in the context. */
    <T> void ask(Supplier<Uni<T>> question, Consumer<T> answer, Consumer<Throwable> failure) {
        Context own = VertxContext.createNewDuplicatedContext(root);
        // Hibernate Reactive rejects contexts without this mark
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(start -> Uni.createFrom().<T> deferred(question::get).subscribe().with(answer, failure));
    }
}
