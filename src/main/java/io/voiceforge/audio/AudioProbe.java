package io.voiceforge.audio;

import java.util.OptionalLong;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * What the headers of an audio file reveal.
 *
 * @param durationMillis empty if the headers do not state it
 */
public record AudioProbe(AudioContainer container, OptionalLong durationMillis) {

    private static final int PART_BYTES = 64 * 1024;

    /** Reads only the beginning and the end of the file. */
    public static Uni<AudioProbe> of(AudioFile file) {
        return file.read(0, PART_BYTES).flatMap(head -> {
            AudioContainer container = AudioHeaders.container(head.getBytes());
            long tag = AudioHeaders.id3Bytes(head.getBytes());
            if (tag >= file.bytes()) {
                return Uni.createFrom().item(new AudioProbe(container, OptionalLong.empty()));
            }
            long tailStart = Math.max(tag, file.bytes() - PART_BYTES);
            Uni<Buffer> behindTag = tag == 0 ? Uni.createFrom().item(head) : file.read(tag, PART_BYTES);
            return Uni.combine().all().unis(behindTag, file.read(tailStart, PART_BYTES)).with((begin, tail) -> new AudioProbe(
                    container, AudioHeaders.durationMillis(begin.getBytes(), tail.getBytes(), file.bytes() - tag)));
        });
    }
}
