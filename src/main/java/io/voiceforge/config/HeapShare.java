package io.voiceforge.config;

/** Bounds on the caller data kept in memory, scaled to the heap. */
public final class HeapShare {

    /** A character takes up to two bytes, and stored data is copied when it is written. */
    private static final int CHARACTERS_SHARE = 32;

    private HeapShare() {
    }

    /** Returns {@code most}, or a thirty-second of the heap's bytes if that is less. */
    public static long characters(long most) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / CHARACTERS_SHARE);
    }
}
