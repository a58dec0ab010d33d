package io.voiceforge.provider;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A provider's name, as it appears in settings, headers, usage and meters.
 *
 * @param name a lower-case letter followed by at most 31 letters and digits
 */
public record ProviderId(String name) implements Comparable<ProviderId> {

    // before the constants, which it checks
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]{0,31}");

    /** The Hugging Face Space. */
    public static final ProviderId SPACE = new ProviderId("space");
    /** OpenAI, or the compatible server configured in its place. */
    public static final ProviderId OPENAI = new ProviderId("openai");
    /** Hugging Face's router. */
    public static final ProviderId HUGGINGFACE = new ProviderId("huggingface");
    /** What runs in this process. */
    public static final ProviderId LOCAL = new ProviderId("local");

    /** @throws IllegalArgumentException for a name of another form */
    public ProviderId {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "A provider's name is a letter and at most 31 more letters or digits, lower-case");
        }
    }

    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }

    /** As stored with usage; earlier releases stored upper-case names. */
    public static ProviderId ofStored(String name) {
        return new ProviderId(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(ProviderId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
