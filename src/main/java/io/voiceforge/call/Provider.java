package io.voiceforge.call;

import java.util.Locale;

/** Who can answer a call, in the order in which they are asked. */
public enum Provider {

    SPACE,
    OPENAI,
    HUGGINGFACE,
    LOCAL;

    /** The name in headers, answers and metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
