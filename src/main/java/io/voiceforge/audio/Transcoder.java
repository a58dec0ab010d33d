package io.voiceforge.audio;

import java.util.concurrent.ThreadLocalRandom;

/** One running conversion: decodes, resamples if necessary, and encodes. Not thread-safe. */
final class Transcoder {

    private static final byte[] NOTHING = {};

    private final AudioTarget target;
    private final AudioDecoder decoder;
    /** Both null until the first sample, because the source's rate is not known earlier. */
    private Resampler resampler;
    private AudioEncoder encoder;

    Transcoder(AudioFormat from, int pcmRateHertz, AudioTarget target) {
        this.target = target;
        decoder = from == AudioFormat.PCM ? new PcmDecoder(pcmRateHertz) : new WavDecoder();
    }

    /**
     * Returns the bytes that {@code bytes} complete; empty if there are none yet.
     *
     * @throws AudioFormatException if the source cannot be decoded
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
     * Returns the remaining bytes. Nothing may be converted afterwards.
     *
     * @throws AudioFormatException if the source contained no audio
     */
    byte[] finish() {
        decoder.finish();
        if (encoder == null) {
            throw new AudioFormatException("The audio stream contains no audio.");
        }
        byte[] body = encoder.encode(resampler.finish());
        byte[] tail = encoder.finish();
        byte[] both = new byte[body.length + tail.length];
        System.arraycopy(body, 0, both, 0, body.length);
        System.arraycopy(tail, 0, both, body.length, tail.length);
        return both;
    }

    private void start(int sourceRateHertz) {
        int rate = target.isExact() ? target.sampleRateHertz() : switch (target.format()) {
            case PCM -> AudioFormat.PCM_RATE_HERTZ;
            case MP3 -> Mp3Encoder.rateFor(sourceRateHertz);
            case OGG, OPUS -> OggOpusEncoder.rateFor(sourceRateHertz);
            case ULAW, ALAW -> AudioFormat.TELEPHONE_RATE_HERTZ;
            case WAV, FLAC, AAC -> sourceRateHertz;
        };
        int kilobits = target.kilobitsPerSecond();
        resampler = new Resampler(sourceRateHertz, rate);
        encoder = switch (target.format()) {
            case PCM -> new PcmEncoder();
            case MP3 -> new Mp3Encoder(rate, kilobits > 0 ? kilobits : Mp3Encoder.KILOBITS_PER_SECOND);
            case FLAC -> new FlacEncoder(rate);
            case OGG, OPUS -> new OggOpusEncoder(rate, kilobits > 0 ? kilobits : OggOpusEncoder.KILOBITS_PER_SECOND,
                    ThreadLocalRandom.current().nextInt());
            case ULAW -> new G711Encoder(G711Encoder.Law.MU);
            case ALAW -> new G711Encoder(G711Encoder.Law.A);
            case WAV -> new WavEncoder(rate);
            case AAC -> throw new IllegalArgumentException("There is no encoder for " + target.format());
        };
    }
}
