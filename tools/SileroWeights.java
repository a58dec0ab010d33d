import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes the resource of {@code io.voiceforge.vad.SileroNetwork} from Silero's file: the weights one after the other, as they are,
 * in the order of {@link #NAMES}.
 *
 * <pre>java tools/SileroWeights.java silero_vad_16k_op15.onnx src/main/resources/io/voiceforge/vad/silero_vad_16k.f32</pre>
 */
class SileroWeights {

    private static final String SHA256 = "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49";

    private static final List<String> NAMES = List.of("stft.forward_basis_buffer",
            "encoder.0.reparam_conv.weight", "encoder.0.reparam_conv.bias",
            "encoder.1.reparam_conv.weight", "encoder.1.reparam_conv.bias",
            "encoder.2.reparam_conv.weight", "encoder.2.reparam_conv.bias",
            "encoder.3.reparam_conv.weight", "encoder.3.reparam_conv.bias",
            "decoder.rnn.weight_ih", "decoder.rnn.weight_hh", "decoder.rnn.bias_ih", "decoder.rnn.bias_hh",
            "decoder.decoder.2.weight", "decoder.decoder.2.bias");

    /** The numbers of fields in onnx.proto. */
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_BYTES = 9;
    private static final int FLOAT = 1;

    public static void main(String[] args) throws Exception {
        byte[] model = Files.readAllBytes(Path.of(args[0]));
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        if (!sum.equals(SHA256)) {
            throw new IOException(args[0] + " is another file: SHA-256 " + sum);
        }
        Map<String, byte[]> weights = new HashMap<>();
        read(ByteBuffer.wrap(model), (field, graph) -> {
            if (field == MODEL_GRAPH) {
                read(graph, (inner, tensor) -> {
                    if (inner == GRAPH_INITIALIZER) {
                        addTensor(tensor, weights);
                    }
                });
            }
        });
        ByteArrayOutputStream resource = new ByteArrayOutputStream();
        for (String name : NAMES) {
            resource.writeBytes(weights.get("model." + name));
        }
        Files.write(Path.of(args[1]), resource.toByteArray());
    }

    private static void addTensor(ByteBuffer tensor, Map<String, byte[]> weights) throws IOException {
        Map<Integer, byte[]> fields = new HashMap<>();
        read(tensor, (field, value) -> fields.put(field, bytes(value)));
        if (fields.get(TENSOR_TYPE)[0] == FLOAT) {
            weights.put(new String(fields.get(TENSOR_NAME), StandardCharsets.UTF_8), fields.get(TENSOR_BYTES));
        }
    }

    private interface Fields {
        void accept(int field, ByteBuffer value) throws IOException;
    }

    /** Reads the fields of a Protocol Buffers message. */
    private static void read(ByteBuffer in, Fields fields) throws IOException {
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            int start = in.position();
            int length = switch (key & 7) {
                case 0 -> {
                    varint(in);
                    yield in.position() - start;
                }
                case 1 -> 8;
                case 2 -> {
                    int bytes = (int) varint(in);
                    start = in.position();
                    yield bytes;
                }
                case 5 -> 4;
                default -> throw new IOException("Not a model in ONNX");
            };
            fields.accept(key >>> 3, in.slice(start, length));
            in.position(start + length);
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
