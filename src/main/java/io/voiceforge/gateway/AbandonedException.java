package io.voiceforge.gateway;

/** Whoever asked for the audio of a {@link Recording} has left before it began, or everybody has. */
final class AbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    AbandonedException() {
        super("The speech is no longer asked for", null, false, false);
    }
}
