package io.voiceforge.key;

/**
 * What a key may use in a calendar month (UTC); null is without limit.
 *
 * @param characters code points spoken
 * @param audioSeconds seconds of audio transcribed
 * @param tokens tokens of chat, both ways
 */
public record Quota(Long characters, Long audioSeconds, Long tokens) {

    public static final Quota NONE = new Quota(null, null, null);
}
