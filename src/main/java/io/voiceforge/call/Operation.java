package io.voiceforge.call;

import java.util.Locale;

/** The operations that the gateway offers. */
public enum Operation {

    SPEECH,
    TRANSCRIPTION,
    VAD,
    CHAT,
    FLOW;

    /** The name in responses and metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
