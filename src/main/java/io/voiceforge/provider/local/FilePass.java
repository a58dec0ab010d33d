package io.voiceforge.provider.local;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.audio.FileDecoder;

/**
 * One pass over a file: reads and decodes it, piece by piece. It works in short turns, so that files that share a thread advance
 * together, and ends at the next turn after it has been cancelled.
 */
final class FilePass {

    /** Takes the samples, on one thread at a time. What it throws ends the pass. */
    @FunctionalInterface
    interface Listener {

        /** @param block the next 16-bit mono samples, at least one */
        void listen(short[] block, int sampleRateHertz) throws IOException;
    }

    private static final int PIECE_BYTES = 16 * 1024;
    private static final long TURN_NANOS = 20_000_000;

    private final AudioFile audio;
    private final BooleanSupplier isCancelled;
    private final Executor workers;
    private final Listener listener;

    private UniEmitter<? super Void> done;
    private long position;
    private FileDecoder decoder;
    private boolean isFinished;

    /** @param workers run one turn at a time */
    FilePass(AudioFile audio, BooleanSupplier isCancelled, Executor workers, Listener listener) {
        this.audio = audio;
        this.isCancelled = isCancelled;
        this.workers = workers;
        this.listener = listener;
    }

    /**
     * Completes on a worker when the listener has had all samples. Fails with what the listener throws, or with an
     * {@link io.voiceforge.audio.AudioFormatException} if the file cannot be decoded.
     */
    Uni<Void> run() {
        return Uni.createFrom().emitter(emitter -> {
            done = emitter;
            read();
        });
    }

    private void read() {
        audio.read(position, PIECE_BYTES).emitOn(workers).subscribe().with(piece -> {
            byte[] bytes = piece.getBytes();
            position = bytes.length == 0 ? audio.bytes() : position + bytes.length;
            turn(bytes);
        }, done::fail);
    }

    /** @param piece the next bytes of the file; null in a turn that goes on with what the last one has left */
    private void turn(byte[] piece) {
        try {
            if (isCancelled.getAsBoolean()) {
                throw new CancellationException("The caller has left");
            }
            if (piece != null) {
                accept(piece);
            }
            long start = System.nanoTime();
            for (short[] block = decoder.next(); block != null; block = decoder.next()) {
                if (block.length > 0) {
                    listener.listen(block, decoder.sampleRateHertz());
                }
                if (System.nanoTime() - start > TURN_NANOS) {
                    workers.execute(() -> turn(null));
                    return;
                }
            }
            goOn();
        } catch (Throwable broken) {
            // an Error, too, must end the call and not the thread
            done.fail(broken);
        }
    }

    private void accept(byte[] piece) {
        if (decoder == null) {
            decoder = FileDecoder.of(piece);
        }
        decoder.accept(piece);
    }

    /** The decoder has given all that it can. */
    private void goOn() {
        if (position < audio.bytes()) {
            read();
        } else if (!isFinished) {
            isFinished = true;
            decoder.finish();
            turn(null);
        } else {
            done.complete(null);
        }
    }
}
