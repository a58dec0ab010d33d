package io.voiceforge.provider.local;

import java.util.Arrays;
import java.util.List;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.voice.Voice;

/** What tests measure in 16-bit little-endian mono samples. */
final class Pcm {

    private Pcm() {
    }

    static Voice voice(Voice.Gender gender) {
        return new Voice("en-us-test", "Test", "English (USA)", "en-US", gender, "A voice.", List.of("calm"), "Speak calmly.");
    }

    static byte[] join(List<Buffer> buffers) {
        Buffer all = Buffer.buffer();
        buffers.forEach(all::appendBuffer);
        return all.getBytes();
    }

    static double rms(byte[] pcm) {
        double sum = 0;
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            sum += Math.pow(sample(pcm, i / 2), 2);
        }
        return Math.sqrt(sum / Math.max(1, pcm.length / 2));
    }

    /** The median fundamental frequency of the voiced frames, by autocorrelation. */
    static double fundamentalHertz(byte[] pcm, int rateHertz) {
        int frame = rateHertz / 25;
        double[] found = new double[pcm.length / 2 / frame];
        int count = 0;
        for (int from = 0; from + 2 * frame < pcm.length / 2; from += frame) {
            double best = 0;
            int bestLag = 0;
            for (int lag = rateHertz / 400; lag < rateHertz / 60; lag++) {
                double product = 0;
                double energy = 0;
                double shifted = 0;
                for (int i = from; i < from + frame; i++) {
                    product += sample(pcm, i) * sample(pcm, i + lag);
                    energy += Math.pow(sample(pcm, i), 2);
                    shifted += Math.pow(sample(pcm, i + lag), 2);
                }
                double correlation = energy < frame * 1e5 ? 0 : product / Math.sqrt(energy * shifted);
                if (correlation > best) {
                    best = correlation;
                    bestLag = lag;
                }
            }
            if (best > 0.8) {
                found[count++] = (double) rateHertz / bestLag;
            }
        }
        double[] voiced = Arrays.copyOf(found, count);
        Arrays.sort(voiced);
        return count == 0 ? 0 : voiced[count / 2];
    }

    private static double sample(byte[] pcm, int index) {
        return pcm[2 * index] & 0xff | pcm[2 * index + 1] << 8;
    }
}
