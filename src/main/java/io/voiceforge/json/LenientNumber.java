package io.voiceforge.json;

/** Reads numbers as providers write them: some write them as strings. */
public final class LenientNumber {

    private LenientNumber() {
    }

    /** The number, or null for anything else; never infinite. */
    public static Double of(Object value) {
        if (value instanceof Number number) {
            return finite(number.doubleValue());
        }
        if (value instanceof String text && text.length() <= 40) {
            try {
                return finite(Double.parseDouble(text.strip()));
            } catch (NumberFormatException noNumber) {
                return null;
            }
        }
        return null;
    }

    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
