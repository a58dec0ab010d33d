package io.voiceforge.call;

/** How many tokens a text has, for when nobody has counted them. */
public final class TokenEstimate {

    /** From OpenAI's guide to tokens, for English. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private TokenEstimate() {
    }

    /** Rounded up; only nothing has no tokens. */
    public static long of(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }
}
