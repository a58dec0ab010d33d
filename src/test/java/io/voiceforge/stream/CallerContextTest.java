package io.voiceforge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

class CallerContextTest {

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @Test
    void whatAnotherThreadAnswersGoesOnOnTheCallersContext() throws Exception {
        // Given
        Context caller = vertx.getOrCreateContext();
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Context> received = new CompletableFuture<>();
        caller.runOnContext(now -> {
            Uni.createFrom().completionStage(answer).emitOn(CallerContext.executor())
                    .subscribe().with(item -> received.complete(Vertx.currentContext()));
            asked.complete(null);
        });
        asked.get(10, TimeUnit.SECONDS);

        // When
        answer.complete("from here");

        // Then
        assertThat(received.get(10, TimeUnit.SECONDS)).isSameAs(caller);
    }

    @Test
    void whatIsOnTheCallersContextAlreadyGoesOnAtOnce() throws Exception {
        // Given
        CompletableFuture<Boolean> atOnce = new CompletableFuture<>();

        // When
        vertx.getOrCreateContext().runOnContext(now -> {
            AtomicBoolean ran = new AtomicBoolean();
            CallerContext.executor().execute(() -> ran.set(true));
            atOnce.complete(ran.get());
        });

        // Then
        assertThat(atOnce.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallerWithoutAContextGetsTheAnswerWhereItIsGiven() {
        // Given
        AtomicReference<Thread> ran = new AtomicReference<>();

        // When
        CallerContext.executor().execute(() -> ran.set(Thread.currentThread()));

        // Then
        assertThat(ran).hasValue(Thread.currentThread());
    }
}
