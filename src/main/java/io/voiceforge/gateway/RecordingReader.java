package io.voiceforge.gateway;

import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.speech.Speech;

/** One of those who get the audio of a {@link Recording}, from its beginning and each at its own pace. */
final class RecordingReader extends AbstractMulti<Buffer> implements Subscription {

    private final Recording recording;
    private final boolean isFirst;
    private final AtomicInteger drains = new AtomicInteger();
    // guarded by the cache's monitor, as the recording's state
    private MultiSubscriber<? super Buffer> downstream;
    private int position;
    private long demand;
    private boolean isDone;

    RecordingReader(Recording recording, boolean isFirst) {
        this.recording = recording;
        this.isFirst = isFirst;
    }

    Recording recording() {
        return recording;
    }

    /** Whether it has asked for the audio that all others wait for. */
    boolean isFirst() {
        return isFirst;
    }

    /** How many chunks it has read. The caller holds the monitor. */
    int position() {
        return position;
    }

    /** Completes when there is audio; its body can be read once. */
    Uni<Speech> speech(Call call) {
        boolean waits = !isFirst && !recording.begun.isDone();
        long start = System.nanoTime();
        if (waits) {
            call.timer().waitsForProvider();
        }
        return recording.speech().onTermination().invoke(() -> {
            if (waits) {
                call.timer().waitedForProvider(System.nanoTime() - start);
            }
        }).map(speech -> {
            if (!isFirst) {
                call.answeredBy(speech.provider(), recording.model());
            }
            AudioStream audio = speech.audio();
            return new Speech(speech.provider(), new AudioStream(audio.format(), audio.sampleRateHertz(), this),
                    speech.isFallback());
        });
    }

    /** Reads no more. Further calls do nothing. */
    void leave() {
        synchronized (recording.cache) {
            if (isDone) {
                return;
            }
            isDone = true;
        }
        recording.left(this);
    }

    @Override
    public void subscribe(MultiSubscriber<? super Buffer> subscriber) {
        synchronized (recording.cache) {
            downstream = subscriber;
        }
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long more) {
        synchronized (recording.cache) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
        }
        drain();
    }

    @Override
    public void cancel() {
        leave();
    }

    /** Hands over what there is and what is wanted. */
    void drain() {
        if (drains.getAndIncrement() > 0) {
            return;
        }
        int missed = 1;
        do {
            while (emitNext()) {
                // until there is nothing more, or nobody wants it
            }
            missed = drains.addAndGet(-missed);
        } while (missed > 0);
        recording.pull();
    }

    private boolean emitNext() {
        byte[] chunk = null;
        Throwable failure;
        synchronized (recording.cache) {
            if (isDone || downstream == null) {
                return false;
            }
            failure = recording.failure();
            if (recording.isEndedAt(position)) {
                isDone = true;
                recording.finished(this);
            } else {
                chunk = demand > 0 ? recording.chunks.at(position) : null;
                if (chunk == null) {
                    return false;
                }
                position++;
                demand--;
                recording.forget();
            }
        }
        if (chunk != null) {
            downstream.onItem(Buffer.buffer(chunk));
            return true;
        }
        if (failure != null) {
            downstream.onFailure(failure);
        } else {
            downstream.onCompletion();
        }
        return false;
    }
}
