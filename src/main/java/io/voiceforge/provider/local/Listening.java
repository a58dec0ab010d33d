package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.activity.VoiceActivity.Segment;
import io.voiceforge.call.Cancellation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.vad.SegmentRules;
import io.voiceforge.vad.SileroNetwork;
import io.voiceforge.vad.SileroVad;
import io.voiceforge.vad.SpeechDetector;
import io.voiceforge.vad.SpeechSegment;

/** Where somebody speaks in one file, found in one {@link FilePass}. */
final class Listening {

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

    private int sampleRateHertz;
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
        return new FilePass(request.audio(), cancellation::isCancelled, workers, this::listen).run()
                .map(heard -> found()).eventually(memory::close);
    }

    private void listen(short[] block, int rate) {
        sampleRateHertz = rate;
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
        double end = Math.min(found.end() / rate, (double) samples / sampleRateHertz);
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
