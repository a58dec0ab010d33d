package io.voiceforge.key;

import java.util.Locale;

/** The lengths of time in which requests can be limited, from the longest to the shortest. */
public enum RateWindow {

    DAY(86_400),
    HOUR(3600),
    MINUTE(60),
    SECOND(1);

    private final int seconds;

    RateWindow(int seconds) {
        this.seconds = seconds;
    }

    public int seconds() {
        return seconds;
    }

    /** The name in requests, responses and headers. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
