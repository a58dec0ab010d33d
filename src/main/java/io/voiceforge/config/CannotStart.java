package io.voiceforge.config;

import io.quarkus.runtime.PreventFurtherStepsException;

/** Ends a start that cannot succeed with one sentence in place of a stack trace. */
public final class CannotStart {

    /** EX_CONFIG of sysexits.h. */
    public static final int EXIT_STATUS = 78;

    private CannotStart() {
    }

    /** To be thrown by whatever takes part in the start. */
    public static RuntimeException because(String sentence) {
        return new PreventFurtherStepsException(message(sentence), EXIT_STATUS);
    }

    public static String message(String sentence) {
        return "VoiceForge cannot start: " + sentence;
    }
}
