package io.voiceforge.config;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Ends a start that cannot succeed with one sentence in place of a stack trace. */
public final class CannotStart {

    /** The process's exit status, the same as Quarkus's own for a configuration that it refuses. */
    public static final int EXIT_STATUS = 1;

    private CannotStart() {
    }

    /** To be thrown by whatever takes part in the start. */
    public static RuntimeException because(String sentence) {
        return new ConfigurationException(message(sentence));
    }

    public static String message(String sentence) {
        return "VoiceForge cannot start: " + sentence;
    }
}
