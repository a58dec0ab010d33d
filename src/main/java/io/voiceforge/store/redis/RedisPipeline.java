package io.voiceforge.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One connection to Redis. Questions go out at once, in the order in which they are asked, and are answered in that order. A
 * connection that is lost is opened again, at once when it was of use and then after each pause, and what had no answer is
 * asked once more. Thread-safe: everything happens on one event loop.
 */
final class RedisPipeline {

    /** Questions without an answer at once; further ones fail. */
    static final int MOST = 10_000;

    /** Who is told how Redis does, on the event loop. */
    interface Watcher {

        /** There is a connection. */
        void up();

        /** There is none, and the last try to open one failed. */
        void down(Throwable failure);

        /** Redis has answered something, in time or not. */
        void answered();

        /** Redis has kept somebody waiting for too long. */
        void late();
    }

    /** Nobody can tell whether Redis has done what it was asked for. */
    static final class Lost extends IOException {

        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message, null);
        }
    }

    private enum State {
        /** Never connected, and the first try is under way: questions wait for it. */
        STARTING,
        OPEN,
        /** The connection has just been lost: questions wait for the next, as long as their patience lasts. */
        REOPENING,
        AWAY,
        CLOSED
    }

    private record Question(Request request, Promise<Response> answer, boolean isRepeated) {
    }

    private final Vertx vertx;
    private final Context context;
    private final RedisConnector connector;
    private final Patience patience;
    private final Watcher watcher;
    private final long pauseMillis;
    private final ArrayDeque<Question> waiting = new ArrayDeque<>();
    private volatile State state = State.STARTING;
    private RedisConnector.Line line;
    private long openedNanos;
    /** Whether the connection has brought an answer. */
    private boolean proven;
    private int unanswered;
    private boolean ticking;

    /**
     * @param timeout how long Redis may keep somebody waiting
     * @param pause between two tries to open a connection
     */
    RedisPipeline(Vertx vertx, RedisConnector connector, Duration timeout, Duration pause, Watcher watcher) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connector = connector;
        this.pauseMillis = Math.max(1, pause.toMillis());
        this.watcher = watcher;
        this.patience = new Patience(timeout);
    }

    void start() {
        context.runOnContext(now -> connect());
    }

    void close() {
        context.runOnContext(now -> {
            state = State.CLOSED;
            failWaiting(new IOException("closed"));
            if (line != null) {
                line.client().close();
                line = null;
            }
        });
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * Asks when it is subscribed to. Fails with what Redis refuses ({@link Response} as an exception), or an
     * {@link IOException}.
     */
    Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> {
            Promise<Response> answer = Promise.promise();
            context.runOnContext(now -> ask(new Question(request, answer, false)));
            return answer.future().toCompletionStage();
        });
    }

    /**
     * Fails the answer with a {@link java.util.concurrent.TimeoutException} when Redis keeps it waiting for too long. To be
     * called when the questions on which it depends have been asked.
     */
    void watch(CompletableFuture<?> answer) {
        context.runOnContext(now -> patience.begin(answer));
    }

    private void ask(Question question) {
        if (unanswered >= MOST) {
            question.answer().fail(new IOException(MOST + " questions wait already"));
            return;
        }
        if (unanswered++ == 0) {
            patience.answered();
        }
        if (!ticking) {
            tick();
        }
        question.answer().future().onComplete(answer -> unanswered--);
        submit(question);
    }

    private void submit(Question question) {
        switch (state) {
            case OPEN -> write(question);
            case STARTING, REOPENING -> waiting.add(question);
            case AWAY, CLOSED -> question.answer().fail(new IOException("no connection"));
        }
    }

    private void write(Question question) {
        RedisConnector.Line on = line;
        on.connection().send(question.request()).onComplete(answer -> {
            if (answer.succeeded() || isAnswer(answer.cause())) {
                proven = true;
                patience.answered();
                watcher.answered();
                question.answer().handle(answer);
                return;
            }
            lost(on);
            if (question.isRepeated()) {
                question.answer().fail(new Lost("connection lost"));
            } else {
                submit(new Question(question.request(), question.answer(), true));
            }
        });
    }

    /** Errors that Redis answers with are responses, and so is the client's own one about a connection that is closed. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof Response && !"CONNECTION_CLOSED".equals(failure.getMessage());
    }

    private void tick() {
        ticking = true;
        vertx.setTimer(patience.tickMillis(), timer -> {
            if (state != State.STARTING && patience.tick()) {
                watcher.late();
            }
            if (state == State.OPEN && patience.isExhausted()) {
                // somebody on the way may have dropped the connection without a word
                lost(line);
            }
            ticking = false;
            if (unanswered > 0) {
                tick();
            }
        });
    }

    private void connect() {
        if (state != State.CLOSED) {
            connector.connect().onSuccess(this::opened).onFailure(this::refused);
        }
    }

    private void opened(RedisConnector.Line opened) {
        if (state == State.CLOSED) {
            opened.client().close();
            return;
        }
        line = opened;
        opened.connection().endHandler(end -> lost(opened)).exceptionHandler(failure -> lost(opened));
        state = State.OPEN;
        openedNanos = System.nanoTime();
        proven = false;
        patience.answered();
        watcher.up();
        while (state == State.OPEN && !waiting.isEmpty()) {
            write(waiting.poll());
        }
    }

    private void refused(Throwable failure) {
        if (state != State.CLOSED) {
            state = State.AWAY;
            failWaiting(new IOException("no connection"));
            watcher.down(failure);
            vertx.setTimer(pauseMillis, timer -> connect());
        }
    }

    private void lost(RedisConnector.Line which) {
        if (line != which || state != State.OPEN) {
            return;
        }
        line = null;
        which.client().close();
        if (proven || System.nanoTime() - openedNanos >= TimeUnit.MILLISECONDS.toNanos(pauseMillis)) {
            state = State.REOPENING;
            connect();
        } else {
            // the next would probably be lost at once too
            refused(new Lost("connection lost"));
        }
    }

    private void failWaiting(IOException failure) {
        for (Question question = waiting.poll(); question != null; question = waiting.poll()) {
            question.answer().fail(failure);
        }
    }
}
