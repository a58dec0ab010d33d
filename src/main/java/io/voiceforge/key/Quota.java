package io.voiceforge.key;

/**
 * What a key may use per calendar month (UTC); null means no limit.
 *
 * @param characters code points synthesized
 * @param audioSeconds seconds of audio transcribed
 * @param tokens chat tokens, input and output
 * @param cost micro-dollars
 */
public record Quota(Long characters, Long audioSeconds, Long tokens, Long cost) {

    public static final Quota NONE = new Quota(null, null, null, null);
}
