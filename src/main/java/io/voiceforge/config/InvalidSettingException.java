package io.voiceforge.config;

/** A setting whose value cannot be used. The message is one sentence that names the variable and never holds a secret. */
public final class InvalidSettingException extends IllegalArgumentException {

    InvalidSettingException(String variable, String problem) {
        super(variable + " " + problem);
    }
}
