package io.voiceforge.audio;

import java.util.concurrent.ThreadLocalRandom;

/** One conversion under way: decodes, resamples where that is needed, and encodes. Not for use by several threads at once. */
final class Transcoder {

    private static final byte[] NOTHING = {};

    private final AudioFormat target;
    private final AudioDecoder decoder;
    /** Both null until the first sample, because only then the source's rate is known. */
    private Resampler resampler;
    private AudioEncoder encoder;

    Transcoder(AudioFormat from, int pcmRateHertz, AudioFormat target) {
        this.target = target;
        decoder = from == AudioFormat.PCM ? new PcmDecoder(pcmRateHertz) : new WavDecoder();
    }

    /**
     * The bytes that {@code bytes} complete; empty when there are none yet.
     *
     * @throws AudioFormatException if the source cannot be read
     */
    byte[] convert(byte[] bytes) {
        short[] samples = decoder.decode(bytes);
        if (samples.length == 0) {
            return NOTHING;
        }
        if (encoder == null) {
            start(decoder.sampleRateHertz());
        }
        return encoder.encode(resampler.resample(samples));
    }

    /**
     * The bytes that are left; nothing may follow.
     *
     * @throws AudioFormatException if the source held no audio
     */
    byte[] finish() {
        decoder.finish();
        if (encoder == null) {
            throw new AudioFormatException("The audio stream holds no audio.");
        }
        byte[] body = encoder.encode(resampler.finish());
        byte[] tail = encoder.finish();
        byte[] both = new byte[body.length + tail.length];
        System.arraycopy(body, 0, both, 0, body.length);
        System.arraycopy(tail, 0, both, body.length, tail.length);
        return both;
    }

    private void start(int sourceRateHertz) {
        int rate = switch (target) {
            case PCM -> AudioFormat.PCM_RATE_HERTZ;
            case MP3 -> Mp3Encoder.rateFor(sourceRateHertz);
            case OGG, OPUS -> OggOpusEncoder.rateFor(sourceRateHertz);
            default -> sourceRateHertz;
        };
        resampler = new Resampler(sourceRateHertz, rate);
        encoder = switch (target) {
            case PCM -> new PcmEncoder();
            case MP3 -> new Mp3Encoder(rate);
            case FLAC -> new FlacEncoder(rate);
            case OGG, OPUS -> new OggOpusEncoder(rate, ThreadLocalRandom.current().nextInt());
            default -> new WavEncoder(rate);
        };
    }
}
