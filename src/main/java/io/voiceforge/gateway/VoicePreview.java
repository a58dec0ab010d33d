package io.voiceforge.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.vertx.core.buffer.Buffer;

/**
 * What a voice sounds like.
 *
 * @param audio MP3
 * @param tag of these bytes, for caches
 * @param isFinal false if it will be spoken anew, because the first provider has failed
 */
public record VoicePreview(byte[] audio, String tag, boolean isFinal) {

    private static final int TAG_BYTES = 16;

    static VoicePreview of(Buffer audio, boolean isFinal) {
        byte[] bytes = audio.getBytes();
        return new VoicePreview(bytes, tag(bytes), isFinal);
    }

    private static String tag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
