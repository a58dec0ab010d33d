package io.voiceforge.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.call.CallContext;
import io.voiceforge.speech.Speech;

/**
 * Audio that is kept while it is spoken, so that others can read it from its beginning. As long as it fits into the cache, it is taken as
 * fast as the provider gives it. If it does not, nobody can join any longer, and the slowest reader sets the pace. When the last reader
 * has left, what is not complete is abandoned. All state, that of readers included, is guarded by the cache's monitor.
 */
final class Recording implements MultiSubscriber<Buffer> {

    final SpeechCache cache;
    final SpeechCache.Key key;
    final CompletableFuture<Speech> begun = new CompletableFuture<>();
    private final AtomicInteger pulls = new AtomicInteger();
    private final Set<RecordingReader> readers = new HashSet<>();
    final RecordedChunks chunks;
    private boolean hasBegun;
    private boolean isEnded;
    private Throwable failure;
    private long expiry;
    private volatile CallContext context;
    private volatile Subscription source;
    private volatile String model;
    private boolean isRequested;

    Recording(SpeechCache cache, SpeechCache.Key key) {
        this.cache = cache;
        this.key = key;
        this.chunks = new RecordedChunks(cache);
    }

    /** Whether it is complete and nobody reads it. */
    boolean isIdle() {
        return isEnded && readers.isEmpty();
    }

    boolean isExpired(long now) {
        return isEnded && now - expiry >= 0;
    }

    /** Lets others join if there is room. */
    boolean open() {
        return chunks.open(key.bytes());
    }

    /** Lets nobody join any longer. */
    void close() {
        if (chunks.isWhole()) {
            chunks.close();
            cache.remove(this);
            forget();
        }
    }

    /** @param isFirst whether it asks for the audio that all others wait for */
    RecordingReader reader(boolean isFirst) {
        RecordingReader reader = new RecordingReader(this, isFirst);
        readers.add(reader);
        return reader;
    }

    /** Whether there is and will be nothing at that position. */
    boolean isEndedAt(int position) {
        return isEnded && position == chunks.end();
    }

    /** Why it ended; null if it is complete. */
    Throwable failure() {
        return failure;
    }

    /** Gives back what nobody will read. */
    void forget() {
        if (!chunks.isWhole()) {
            chunks.dropBefore(readers.stream().mapToInt(RecordingReader::position).min().orElse(chunks.end()));
            if (readers.isEmpty()) {
                chunks.clear();
            }
        }
    }

    /** The reader has all that there is. */
    void finished(RecordingReader reader) {
        readers.remove(reader);
        forget();
    }

    /** Completes at the first byte. */
    Uni<Speech> speech() {
        // a stage of its own: whoever leaves does not end it for the others
        return Uni.createFrom().completionStage(() -> begun.thenApply(speech -> speech))
                .onFailure(CompletionException.class).transform(Throwable::getCause);
    }

    /** The model of the provider that speaks, or null. */
    String model() {
        return model;
    }

    /** The reader reads no more. */
    void left(RecordingReader reader) {
        boolean isAbandoned;
        synchronized (cache) {
            readers.remove(reader);
            isAbandoned = !isEnded && (readers.isEmpty() || reader.isFirst() && !hasBegun);
            if (isAbandoned) {
                isEnded = true;
                failure = new AbandonedException();
                close();
            }
            forget();
        }
        if (isAbandoned) {
            if (source != null) {
                source.cancel();
            }
            if (context != null) {
                context.cancellation().cancel();
            }
            begun.completeExceptionally(failure);
        } else {
            pull();
        }
    }

    /** Asks for the next chunk, if it is time. */
    void pull() {
        if (pulls.getAndIncrement() > 0) {
            return;
        }
        do {
            Subscription from = null;
            synchronized (cache) {
                int end = chunks.end();
                if (source != null && !isEnded && !isRequested
                        && (chunks.isWhole() || readers.stream().allMatch(reader -> reader.position() == end))) {
                    isRequested = true;
                    from = source;
                }
            }
            if (from != null) {
                from.request(1);
            }
        } while (pulls.decrementAndGet() > 0);
    }

    /** Begins to record what the synthesis speaks, unless everybody has left already. */
    void record(CallContext newContext, Uni<Speech> synthesis, Supplier<String> askedModel) {
        synchronized (cache) {
            if (isEnded) {
                return;
            }
            context = newContext;
        }
        synthesis.subscribe().with(speech -> begin(speech, askedModel.get()), this::end);
    }

    private void begin(Speech speech, String newModel) {
        boolean isWanted;
        synchronized (cache) {
            isWanted = !isEnded;
            hasBegun = isWanted;
            model = newModel;
            if (speech.isFallback()) {
                // not what the next one should get
                close();
            }
        }
        if (isWanted) {
            begun.complete(speech);
        }
        speech.audio().body().subscribe().withSubscriber(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        boolean isWanted;
        synchronized (cache) {
            source = subscription;
            isWanted = !isEnded;
        }
        if (isWanted) {
            pull();
        } else {
            subscription.cancel();
        }
    }

    @Override
    public void onItem(Buffer chunk) {
        byte[] copy = chunk.getBytes();
        List<RecordingReader> all;
        synchronized (cache) {
            isRequested = false;
            if (isEnded) {
                return;
            }
            if (!chunks.add(copy)) {
                close();
            }
            all = List.copyOf(readers);
        }
        all.forEach(RecordingReader::drain);
        pull();
    }

    @Override
    public void onCompletion() {
        end(null);
    }

    @Override
    public void onFailure(Throwable cause) {
        end(cause);
    }

    private void end(Throwable cause) {
        List<RecordingReader> all;
        synchronized (cache) {
            if (isEnded) {
                return;
            }
            isEnded = true;
            failure = cause;
            expiry = cache.expiry();
            all = List.copyOf(readers);
            if (cause != null) {
                close();
            }
        }
        if (cause != null) {
            begun.completeExceptionally(cause);
        }
        all.forEach(RecordingReader::drain);
    }
}
