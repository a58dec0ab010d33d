package io.voiceforge.store.embedded;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.voiceforge.stream.CallerContext;

/** Questions that go through everything that is stored: thousands of entries, for which no event loop has the time. */
final class WholeTable {

    private WholeTable() {
    }

    /** What {@code question} returns or throws, asked on a worker thread. It arrives on the subscriber's context. */
    static <T> Uni<T> ask(Supplier<T> question) {
        return Uni.createFrom().deferred(() -> {
            Executor caller = CallerContext.executor();
            return Uni.createFrom().item(question).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).emitOn(caller);
        });
    }
}
