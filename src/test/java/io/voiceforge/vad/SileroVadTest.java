package io.voiceforge.vad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;

import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

class SileroVadTest {

    private static final SileroNetwork NETWORK = SileroNetwork.load();
    private static final int WINDOW = SileroVad.WINDOW_SAMPLES;

    /** What ONNX Runtime 1.30.0 says about each window of {@link SpeechLikeSignal} with the file that the resource was made from. */
    private static final float[] REFERENCE = {
            0.267446f, 0.858193f, 0.733462f, 0.521806f, 0.224126f, 0.211498f, 0.350452f, 0.662838f, 0.865816f, 0.954343f,
            0.964641f, 0.964832f, 0.966896f, 0.981087f, 0.994269f, 0.997005f, 0.996709f, 0.987805f, 0.906337f, 0.933950f,
            0.891683f, 0.849281f, 0.879237f, 0.924619f, 0.926734f, 0.785136f, 0.884518f, 0.846486f, 0.764323f, 0.749559f,
            0.710668f, 0.724148f, 0.668222f, 0.487480f, 0.805497f, 0.566942f, 0.339799f, 0.371926f, 0.258045f, 0.332587f,
            0.370226f, 0.179330f, 0.223971f, 0.215746f, 0.195167f, 0.219985f, 0.288744f, 0.471325f, 0.531229f, 0.745021f,
            0.799153f, 0.794072f, 0.870886f, 0.920783f, 0.952208f, 0.932320f, 0.901386f, 0.719481f, 0.418279f, 0.403275f,
            0.549659f, 0.542776f, 0.691786f, 0.643622f, 0.497091f, 0.463042f, 0.396585f, 0.448394f, 0.416932f, 0.508365f,
            0.418382f, 0.431738f, 0.399440f, 0.320938f, 0.277522f, 0.565472f, 0.386439f, 0.339894f, 0.234144f, 0.208157f,
            0.246628f, 0.156909f, 0.090253f, 0.054852f, 0.032935f, 0.038322f, 0.022739f, 0.019848f, 0.018733f, 0.019438f,
            0.018562f, 0.027015f, 0.022526f, 0.019293f, 0.019510f, 0.016008f, 0.013347f, 0.020672f, 0.013153f, 0.010362f,
            0.010576f, 0.012534f, 0.008202f, 0.009107f, 0.006336f, 0.005918f, 0.005358f, 0.005997f, 0.004789f, 0.005359f,
            0.003689f, 0.004806f, 0.004043f, 0.003769f, 0.003789f, 0.003820f, 0.003051f, 0.003356f, 0.003374f, 0.003211f,
            0.002140f, 0.002028f, 0.001667f, 0.001413f, 0.001348f, 0.389678f, 0.822140f, 0.882618f, 0.831605f, 0.794755f,
            0.739871f, 0.748878f, 0.774431f, 0.930311f, 0.961485f, 0.953208f, 0.943060f, 0.879570f, 0.864515f, 0.754575f,
            0.862382f, 0.859295f, 0.874951f, 0.763499f, 0.696952f, 0.671157f, 0.628235f, 0.566727f, 0.510519f, 0.490638f,
            0.515369f, 0.523433f, 0.500209f, 0.460772f, 0.388060f, 0.397665f, 0.470395f, 0.487060f, 0.450485f, 0.442189f };

    @Test
    void saysWhatOnnxRuntimeSays() {
        short[] signal = SpeechLikeSignal.samples(REFERENCE.length * WINDOW);
        SileroVad vad = new SileroVad(NETWORK);

        for (int window = 0; window < REFERENCE.length; window++) {
            assertThat(vad.probability(signal, window * WINDOW)).as("window %d", window)
                    .isCloseTo(REFERENCE[window], within(1e-4f));
        }
    }

    @Test
    void streamsDoNotHearEachOther() {
        short[] signal = SpeechLikeSignal.samples(40 * WINDOW);
        SileroVad one = new SileroVad(NETWORK);
        SileroVad other = new SileroVad(NETWORK);
        short[] noise = new short[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            noise[i] = (short) (i * 7919 % 20_000);
        }

        for (int window = 0; window < 40; window++) {
            other.probability(noise, 0);
            assertThat(one.probability(signal, window * WINDOW)).isCloseTo(REFERENCE[window], within(1e-4f));
        }
    }

    @Test
    void silenceIsNoSpeech() {
        SileroVad vad = new SileroVad(NETWORK);
        float last = 1;
        for (int window = 0; window < 100; window++) {
            last = vad.probability(new short[WINDOW], 0);
        }

        assertThat(last).isLessThan(0.05f);
    }

    @Test
    void windowAllocatesNothing() {
        short[] signal = SpeechLikeSignal.samples(WINDOW);
        SileroVad vad = new SileroVad(NETWORK);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        vad.probability(signal, 0);

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int window = 0; window < 200; window++) {
            vad.probability(signal, 0);
        }

        // the question itself may take a few bytes, but not as many as a window has samples
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(WINDOW);
    }
}
