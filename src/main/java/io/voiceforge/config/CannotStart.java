package io.voiceforge.config;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Reports a startup that cannot succeed in one sentence instead of a stack trace. */
public final class CannotStart {

    /** The process's exit status, the same as Quarkus's own for an invalid configuration. */
    public static final int EXIT_STATUS = 1;

    private CannotStart() {
    }

    /** Creates an exception to throw during startup. */
    public static RuntimeException because(String sentence) {
        return new ConfigurationException(message(sentence));
    }

    public static String message(String sentence) {
        return "VoiceForge cannot start: " + sentence;
    }
}
