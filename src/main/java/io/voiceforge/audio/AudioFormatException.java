package io.voiceforge.audio;

/**
 * Audio that cannot be decoded: corrupt, truncated before its samples, empty or of an unsupported kind. The message is one
 * sentence.
 */
public final class AudioFormatException extends RuntimeException {

    public AudioFormatException(String message) {
        // thrown for hostile input, where a stack trace is costly and tells nothing
        super(message, null, false, false);
    }
}
