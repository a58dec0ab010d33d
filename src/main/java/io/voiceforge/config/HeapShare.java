package io.voiceforge.config;

/** How much of what callers send may be kept in memory: bounds that fit the heap that there is. */
public final class HeapShare {

    /** A character takes up to two bytes, and what is kept is copied when it is written. */
    private static final int CHARACTERS_SHARE = 32;

    private HeapShare() {
    }

    /** That many characters, or a thirty-second of the heap's bytes when that is less. */
    public static long characters(long most) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / CHARACTERS_SHARE);
    }
}
