package io.voiceforge.provider.local;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.activity.ActivityProvider;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.audio.AudioFormatException;
import io.voiceforge.audio.CodecPool;
import io.voiceforge.audio.WavDecoder;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.observe.Metrics;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.stream.CallerContext;

/** Detects voice activity in WAV audio without an external provider: whatever is louder than the background is speech. */
final class LocalActivity implements ActivityProvider {

    /** About a millisecond of work. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final CodecPool codecs;
    private final Metrics metrics;

    LocalActivity(CodecPool codecs, Metrics metrics) {
        this.codecs = codecs;
        this.metrics = metrics;
    }

    @Override
    public ProviderId provider() {
        return ProviderId.LOCAL;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Uni<VoiceActivity> detect(ActivityRequest request, Attempt attempt) {
        long start = System.nanoTime();
        return new Look(request.audio(), request.threshold()).through()
                .emitOn(CallerContext.executor())
                .onFailure(AudioFormatException.class).transform(unreadable -> new ProviderFailure.NotOffered(
                        "local: audio is not WAV",
                        ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, "audio",
                                "Without a Space, only WAV is supported: PCM or floating point, 8 to 192 kHz")))
                .onItem().invoke(() -> {
                    metrics.providerCall(ProviderId.LOCAL.name(), Operation.VAD.wireName(), "success");
                    metrics.firstByte(ProviderId.LOCAL.name(), Operation.VAD.wireName(), System.nanoTime() - start);
                })
                .onFailure().invoke(failure -> metrics.providerCall(ProviderId.LOCAL.name(), Operation.VAD.wireName(),
                        failure instanceof ProviderFailure.NotOffered ? "rejected_caller" : "unavailable"));
    }

    /** One pass over a file, piece by piece. */
    private final class Look {

        private final AudioFile audio;
        private final double threshold;
        private final WavDecoder decoder = new WavDecoder();
        private EnergyDetector detector;

        Look(AudioFile audio, double threshold) {
            this.audio = audio;
            this.threshold = threshold;
        }

        /** Does not retain the pieces it has processed; a chain of promises would hold each piece until the end. */
        Uni<VoiceActivity> through() {
            return Uni.createFrom().emitter(done -> read(0, done));
        }

        private void read(long position, UniEmitter<? super VoiceActivity> done) {
            audio.read(position, PIECE_BYTES).emitOn(codecs::execute).subscribe().with(piece -> {
                try {
                    look(piece.getBytes());
                    long next = position + piece.length();
                    if (next < audio.bytes() && piece.length() > 0) {
                        read(next, done);
                    } else {
                        done.complete(end());
                    }
                } catch (RuntimeException unreadable) {
                    done.fail(unreadable);
                }
            }, done::fail);
        }

        private void look(byte[] piece) {
            short[] samples = decoder.decode(piece);
            if (detector == null && decoder.sampleRateHertz() > 0) {
                detector = new EnergyDetector(decoder.sampleRateHertz());
            }
            if (samples.length > 0) {
                detector.accept(samples);
            }
        }

        private VoiceActivity end() {
            decoder.finish();
            return new VoiceActivity(detector.segments(threshold).stream()
                    .map(span -> new VoiceActivity.Segment(span.start(), span.end(),
                            Math.round(span.confidence() * 1000) / 1000.0))
                    .toList());
        }
    }
}
