package io.voiceforge.stream;

import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.call.Memory;

/** Collects a stream of bytes. */
public final class WholeBytes {

    private WholeBytes() {
    }

    /**
     * All bytes, which are taken from the memory as they arrive and stay there; given back when they cannot all be collected.
     *
     * @param most how many there may be
     * @param tooMany the failure when there are more
     */
    public static Uni<Buffer> of(Multi<Buffer> bytes, int most, Memory memory, Supplier<? extends RuntimeException> tooMany) {
        return Uni.createFrom().deferred(() -> {
            Buffer all = Buffer.buffer();
            return bytes.collect().in(() -> all, (begun, chunk) -> {
                if (begun.length() + chunk.length() > most) {
                    throw tooMany.get();
                }
                memory.take(chunk.length());
                begun.appendBuffer(chunk);
            }).onTermination().invoke((whole, failure, cancelled) -> {
                if (whole == null) {
                    memory.giveBack(all.length());
                }
            });
        });
    }
}
