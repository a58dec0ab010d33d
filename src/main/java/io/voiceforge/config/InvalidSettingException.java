package io.voiceforge.config;

/** A setting with an invalid value. The message is one sentence that names the variable and never contains a secret. */
public final class InvalidSettingException extends IllegalArgumentException {

    /** @param problem goes on after the variable's name, and ends the sentence */
    public InvalidSettingException(String variable, String problem) {
        super(variable + " " + problem);
    }
}
