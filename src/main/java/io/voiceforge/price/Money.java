package io.voiceforge.price;

import java.math.BigInteger;

/**
 * An exact amount of US dollars, at least 0.
 *
 * @param parts of a micro-dollar, of which there are 3,000,000: so that a millionth of a price, and a millisecond's part of a
 *        price for a minute, are whole numbers
 */
public record Money(BigInteger parts) {

    public static final Money ZERO = new Money(BigInteger.ZERO);

    private static final BigInteger PARTS = BigInteger.valueOf(3_000_000);
    private static final BigInteger HALF = PARTS.shiftRight(1);

    /** A part of an amount of micro-dollars: {@code numerator / denominator} of it. The denominator divides 3,000,000. */
    static Money share(long micros, long numerator, long denominator) {
        return new Money(BigInteger.valueOf(micros).multiply(BigInteger.valueOf(numerator))
                .multiply(PARTS.divide(BigInteger.valueOf(denominator))));
    }

    public Money plus(Money other) {
        return new Money(parts.add(other.parts));
    }

    /** In whole micro-dollars, half of one rounded up. */
    public long micros() {
        return parts.add(HALF).divide(PARTS).longValueExact();
    }
}
