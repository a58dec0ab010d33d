package io.voiceforge.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The secret of a key as text: {@code vf_sk_}, 32 random lower-case hexadecimal digits, and 8 more that are their CRC-32 (IEEE
 * 802.3, over the ASCII bytes). Secrets of the older form end after the 32 digits. The checksum tells a typo from an unknown
 * key without a look-up; it is not a security measure.
 */
public final class KeySecret {

    private static final String PREFIX = "vf_sk_";
    private static final int RANDOM_DIGITS = 32;
    private static final int OLD_LENGTH = PREFIX.length() + RANDOM_DIGITS;
    private static final int LENGTH = OLD_LENGTH + 8;
    private static final HexFormat HEX = HexFormat.of();

    private KeySecret() {
    }

    /** A new secret with 128 random bits. */
    public static String generate() {
        byte[] random = new byte[RANDOM_DIGITS / 2];
        // created for each secret: an instance in a static field would be seeded when the native image is built
        new SecureRandom().nextBytes(random);
        String digits = HEX.formatHex(random);
        return PREFIX + digits + checksum(digits);
    }

    /** Whether the text has the form of a secret, including the checksum. Accepts any text, also null. */
    public static boolean isWellFormed(String text) {
        if (text == null || (text.length() != LENGTH && text.length() != OLD_LENGTH) || !text.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return text.length() == OLD_LENGTH
                || text.substring(OLD_LENGTH).equals(checksum(text.substring(PREFIX.length(), OLD_LENGTH)));
    }

    /**
     * What is stored instead of the secret: its SHA-256 in 64 hexadecimal digits. A random secret needs no salt and no slow
     * hash.
     */
    public static String hash(String secret) {
        return HEX.formatHex(sha256(secret));
    }

    /** The 32-byte SHA-256 of the text in UTF-8. */
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The part of a secret that may be shown: {@code vf_sk_1a2b…9f0e}. */
    public static String hint(String secret) {
        return secret.substring(0, PREFIX.length() + 4) + "…" + secret.substring(secret.length() - 4);
    }

    private static String checksum(String digits) {
        CRC32 crc = new CRC32();
        crc.update(digits.getBytes(StandardCharsets.US_ASCII));
        return HEX.toHexDigits((int) crc.getValue());
    }
}
