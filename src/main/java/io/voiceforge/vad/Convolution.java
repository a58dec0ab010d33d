package io.voiceforge.vad;

/**
 * A one-dimensional convolution over frames of channels; a frame's channels lie next to each other. With a kernel of one frame,
 * it is a fully connected layer. Immutable.
 */
final class Convolution {

    private final int inputs;
    private final int outputs;
    private final int kernel;
    private final int stride;
    private final int padding;
    /** For each input of each frame of the kernel, its weights for all outputs. */
    private final float[] weights;
    private final float[] bias;

    /**
     * @param weights for each output, for each input, for each frame of the kernel
     * @param padding frames of zeros that are thought of before and after the input
     */
    Convolution(int inputs, int outputs, int kernel, int stride, int padding, float[] weights, float[] bias) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.bias = bias;
        this.weights = new float[weights.length];
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                for (int k = 0; k < kernel; k++) {
                    this.weights[(k * inputs + input) * outputs + output] = weights[(output * inputs + input) * kernel + k];
                }
            }
        }
    }

    /** Fills {@code out} with as many frames as {@code in} has room for. */
    void apply(float[] in, float[] out) {
        int frames = in.length / inputs;
        for (int frame = 0; frame * outputs < out.length; frame++) {
            int first = frame * stride - padding;
            int from = Math.max(0, first);
            int to = Math.min(frames, first + kernel);
            System.arraycopy(bias, 0, out, frame * outputs, outputs);
            add(in, from * inputs, to * inputs, (from - first) * inputs, out, frame * outputs);
        }
    }

    /** The same, with what is negative set to zero. */
    void applyRectified(float[] in, float[] out) {
        apply(in, out);
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(0, out[i]);
        }
    }

    /** Adds the inputs, each times its row of weights. Four rows at a time, so that sums are loaded and stored less often. */
    private void add(float[] in, int from, int to, int row, float[] out, int at) {
        int i = from;
        int w = row * outputs;
        for (; i + 4 <= to; i += 4, w += 4 * outputs) {
            add(in[i], in[i + 1], in[i + 2], in[i + 3], w, out, at);
        }
        for (; i < to; i++, w += outputs) {
            float a = in[i];
            for (int output = 0; output < outputs; output++) {
                out[at + output] += a * weights[w + output];
            }
        }
    }

    /** A method of its own, and one index for all arrays, so that compilers turn the loop into vector instructions. */
    private void add(float a, float b, float c, float d, int row, float[] out, int at) {
        int second = row + outputs;
        int third = second + outputs;
        int fourth = third + outputs;
        for (int i = 0; i < outputs; i++) {
            out[at + i] += a * weights[row + i] + b * weights[second + i] + c * weights[third + i] + d * weights[fourth + i];
        }
    }
}
