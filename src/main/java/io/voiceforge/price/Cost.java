package io.voiceforge.price;

/**
 * What a call has cost.
 *
 * @param micros micro-dollars, as far as known
 * @param isKnown false if a provider without a price took part in it
 */
public record Cost(long micros, boolean isKnown) {

    /** Of a call that no provider answered. */
    public static final Cost NONE = new Cost(0, true);

    public static final Cost UNKNOWN = new Cost(0, false);
}
