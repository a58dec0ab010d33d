package io.voiceforge.call;

import java.util.Locale;

/** What callers ask of the gateway. */
public enum Operation {

    SPEECH,
    TRANSCRIPTION,
    VAD,
    CHAT,
    FLOW;

    /** The name in answers and metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
