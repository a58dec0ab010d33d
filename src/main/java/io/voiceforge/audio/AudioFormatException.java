package io.voiceforge.audio;

/**
 * Audio that cannot be read: corrupt, cut off before its samples, empty, or of a kind that is not supported. The message is one
 * sentence.
 */
public final class AudioFormatException extends RuntimeException {

    public AudioFormatException(String message) {
        // thrown for hostile input, where a stack trace costs and says nothing
        super(message, null, false, false);
    }
}
