package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.activity.VoiceActivity.Segment;
import io.voiceforge.audio.FileDecoder;
import io.voiceforge.call.Cancellation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.vad.SegmentRules;
import io.voiceforge.vad.SileroNetwork;
import io.voiceforge.vad.SileroVad;
import io.voiceforge.vad.SpeechDetector;
import io.voiceforge.vad.SpeechSegment;

/**
 * One pass over a file: reads, decodes and listens, piece by piece. It works in short turns, so that files that share a thread
 * advance together, and ends at the next turn after its call has been cancelled.
 */
final class Listening {

    private static final int PIECE_BYTES = 16 * 1024;
    private static final long TURN_NANOS = 20_000_000;
    /** Small files can hold days of silence. */
    private static final long MAX_SECONDS = 4 * 3600;
    /** What the energy detector remembers; the first hour, which is all that a WAV can have, is in every pass's own bounds. */
    private static final int BYTES_PER_SECOND = 400;
    private static final int FREE_SECONDS = 3600;

    private final ActivityRequest request;
    private final Optional<SileroNetwork> network;
    private final long networkEnd;
    private final Cancellation cancellation;
    private final Executor workers;
    private final MemoryBudget.Share memory;
    private final List<Segment> segments = new ArrayList<>();

    private UniEmitter<? super VoiceActivity> done;
    private long position;
    private FileDecoder decoder;
    private boolean isFinished;
    private long samples;
    private EnergyDetector energy;
    /** Null if there is no network, or no time left for it. */
    private SpeechDetector speech;

    /**
     * @param network empty if it cannot be used
     * @param networkTime what the network cannot get through within this time is judged by loudness, as a whole
     * @param workers run one turn at a time
     */
    Listening(ActivityRequest request, Optional<SileroNetwork> network, Duration networkTime, Cancellation cancellation,
            Executor workers, MemoryBudget memory) {
        this.request = request;
        this.network = network;
        this.networkEnd = System.nanoTime() + networkTime.toNanos();
        this.cancellation = cancellation;
        this.workers = workers;
        this.memory = memory.open();
    }

    /** Fails with an {@link ApiException}, or with an {@code AudioFormatException} if the file cannot be decoded. */
    Uni<VoiceActivity> through() {
        return Uni.createFrom().emitter(emitter -> {
            done = emitter;
            read();
        });
    }

    private void read() {
        request.audio().read(position, PIECE_BYTES).emitOn(workers).subscribe().with(piece -> {
            byte[] bytes = piece.getBytes();
            position = bytes.length == 0 ? request.audio().bytes() : position + bytes.length;
            turn(bytes);
        }, this::fail);
    }

    /** @param piece the next bytes of the file; null in a turn that goes on with what the last one has left */
    private void turn(byte[] piece) {
        try {
            if (cancellation.isCancelled()) {
                throw new CancellationException("The caller has left");
            }
            if (piece != null) {
                accept(piece);
            }
            long start = System.nanoTime();
            for (short[] block = decoder.next(); block != null; block = decoder.next()) {
                listen(block);
                if (System.nanoTime() - start > TURN_NANOS) {
                    workers.execute(() -> turn(null));
                    return;
                }
            }
            goOn();
        } catch (Throwable broken) {
            // an Error, too, must end the call and not the thread
            fail(broken);
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
        if (position < request.audio().bytes()) {
            read();
        } else if (!isFinished) {
            isFinished = true;
            decoder.finish();
            turn(null);
        } else {
            VoiceActivity activity = found();
            memory.close();
            done.complete(activity);
        }
    }

    private void fail(Throwable failure) {
        memory.close();
        done.fail(failure);
    }

    private void listen(short[] block) {
        if (block.length == 0) {
            return;
        }
        int rate = decoder.sampleRateHertz();
        if (energy == null) {
            energy = new EnergyDetector(rate);
            speech = network.map(weights -> new SpeechDetector(weights, rate,
                    SegmentRules.withThreshold(request.threshold()), this::add)).orElse(null);
        }
        long seconds = samples / rate;
        samples += block.length;
        long more = samples / rate - Math.max(FREE_SECONDS, seconds);
        if (more > 0) {
            memory.take(more * BYTES_PER_SECOND);
        }
        if (samples > MAX_SECONDS * rate) {
            throw ApiException.of(ErrorCode.BODY_TOO_LARGE, "audio", "The audio is longer than four hours");
        }
        if (System.nanoTime() - networkEnd > 0) {
            speech = null;
        }
        energy.accept(block);
        if (speech != null) {
            speech.accept(block);
        }
    }

    private void add(SpeechSegment found) {
        double rate = SileroVad.RATE_HERTZ;
        // the resampler rounds the length up
        double end = Math.min(found.end() / rate, (double) samples / decoder.sampleRateHertz());
        segments.add(segment(found.start() / rate, end, found.confidence()));
    }

    private VoiceActivity found() {
        if (speech != null) {
            speech.finish();
            return new VoiceActivity(segments, "silero");
        }
        return new VoiceActivity(energy == null ? List.of()
                : energy.segments(request.threshold()).stream()
                        .map(span -> segment(span.start(), span.end(), span.confidence())).toList(),
                "energy");
    }

    private static Segment segment(double start, double end, double confidence) {
        return new Segment(start, end, Math.round(confidence * 1000) / 1000.0);
    }
}
