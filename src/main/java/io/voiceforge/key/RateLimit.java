package io.voiceforge.key;

/**
 * How many requests may come in any time of a certain length.
 *
 * @param requests 1 to {@value #MAX}
 */
public record RateLimit(RateWindow window, int requests) {

    public static final int MAX = 1_000_000_000;
}
