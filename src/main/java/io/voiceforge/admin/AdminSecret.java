package io.voiceforge.admin;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The secret of an admin token as text: {@code vfa_} and 64 random lower-case hexadecimal digits. */
final class AdminSecret {

    private static final String PREFIX = "vfa_";
    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * RANDOM_BYTES + "}");

    private AdminSecret() {
    }

    /** A new secret with 256 random bits. */
    static String generate() {
        byte[] random = new byte[RANDOM_BYTES];
        // created for each secret: an instance in a static field would be seeded when the native image is built
        new SecureRandom().nextBytes(random);
        return PREFIX + HexFormat.of().formatHex(random);
    }

    static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /** The part of a secret that may be shown: {@code vfa_1a2b…9f0e}. */
    static String hint(String secret) {
        return secret.substring(0, PREFIX.length() + 4) + "…" + secret.substring(secret.length() - 4);
    }
}
