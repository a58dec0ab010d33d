package io.voiceforge.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioHeaders;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.stream.FirstItem;

/** Reads responses that should be audio. Their first bytes decide what they are, whatever was asked for and whatever they claim. */
public final class AudioResponses {

    /** Enough to tell containers apart. */
    private static final int HEAD_BYTES = 12;

    private AudioResponses() {
    }

    /**
     * The audio of a response. Completes at its first bytes; fails with a {@link ProviderFailure} when they cannot be audio.
     *
     * @param asked what the provider was asked for; it is believed only where neither the bytes nor the media type say otherwise
     */
    public static Uni<AudioStream> read(ProviderResponse response, AudioFormat asked) {
        String type = response.mediaType();
        Optional<AudioFormat> claimed = AudioFormat.ofMediaType(type);
        boolean isUntyped = type.isEmpty() || type.equals("application/octet-stream") || type.startsWith("audio/");
        if (claimed.isEmpty() && !isUntyped) {
            response.discard();
            return Uni.createFrom().failure(response.failure("no audio but " + type));
        }
        return read(response, response.body(), claimed.orElse(null), asked);
    }

    /**
     * The audio in bytes that a response holds.
     *
     * @param claimed what they are said to be, or null
     * @param asked see above
     */
    public static Uni<AudioStream> read(ProviderResponse response, Multi<Buffer> bytes, AudioFormat claimed,
            AudioFormat asked) {
        AtomicReference<Buffer> head = new AtomicReference<>();
        Multi<Buffer> all = withHead(bytes).onItem().invoke(chunk -> head.compareAndSet(null, chunk));
        return FirstItem.of(all, () -> response.failure("no audio")).flatMap(audio -> {
            AudioFormat format = format(head.get().getBytes(0, Math.min(head.get().length(), 2 * HEAD_BYTES)), claimed, asked);
            if (format == null) {
                audio.subscribe().with(ignored -> {
                }, ignored -> {
                }).cancel();
                return Uni.createFrom().failure(response.failure("bytes that are no audio"));
            }
            return Uni.createFrom().item(format == AudioFormat.PCM ? AudioStream.pcm(AudioFormat.PCM_RATE_HERTZ, audio)
                    : AudioStream.encoded(format, audio));
        });
    }

    /** Null for what is no audio, or none that can be passed on. */
    private static AudioFormat format(byte[] head, AudioFormat claimed, AudioFormat asked) {
        AudioFormat said = claimed != null ? claimed : asked;
        return switch (AudioHeaders.container(head)) {
            case WAV -> AudioFormat.WAV;
            case FLAC -> AudioFormat.FLAC;
            case MP3 -> AudioFormat.MP3;
            // Opus has two names, and both come in Ogg
            case OGG -> asked == AudioFormat.OPUS ? AudioFormat.OPUS : AudioFormat.OGG;
            case MP4, WEBM -> null;
            case UNKNOWN -> unmarked(head, claimed, said);
        };
    }

    private static AudioFormat unmarked(byte[] head, AudioFormat claimed, AudioFormat said) {
        if (isText(head)) {
            return null;
        } else if (said.isSamples()) {
            return said;
        }
        // some servers call it audio/mpeg, which MPEG's container of AAC is too
        return isAdts(head) ? AudioFormat.AAC : !said.isMarked() && claimed != null ? said : null;
    }

    /** AAC's stream of frames (ISO/IEC 13818-7, 6.2): twelve ones, the version, and no layer. */
    private static boolean isAdts(byte[] head) {
        return head.length > 1 && head[0] == -1 && (head[1] & 0xF6) == 0xF0;
    }

    /** Whether it is JSON or a web page, as far as it goes: samples may begin with any one of these bytes, but do not go on like that. */
    private static boolean isText(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.isBlank() || "{[<".indexOf(text.strip().charAt(0)) >= 0
                && text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\n' || c == '\r' || c == '\t');
    }

    /** The same bytes; the first chunk has enough of them, unless there are no more. */
    private static Multi<Buffer> withHead(Multi<Buffer> bytes) {
        return Multi.createFrom().deferred(() -> {
            AtomicReference<Buffer> head = new AtomicReference<>(Buffer.buffer());
            return bytes.onItem().transformToMultiAndConcatenate(chunk -> {
                Buffer begun = head.get();
                if (begun == null) {
                    return Multi.createFrom().item(chunk);
                }
                begun.appendBuffer(chunk);
                if (begun.length() < HEAD_BYTES) {
                    return Multi.createFrom().empty();
                }
                head.set(null);
                return Multi.createFrom().item(begun);
            }).onCompletion().switchTo(() -> {
                Buffer rest = head.get();
                return rest == null || rest.length() == 0 ? Multi.createFrom().empty() : Multi.createFrom().item(rest);
            });
        });
    }
}
