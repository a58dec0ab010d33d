package io.voiceforge.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.voiceforge.config.InvalidSettingException;

/**
 * The names of named providers' settings, as variables ({@code VOICEFORGE_PROVIDERS_TTS_BASE_URL}) and as properties
 * ({@code voiceforge.providers.tts.base-url}). The mapping {@link ProvidersConfig} loses a name that it does not understand
 * without a word.
 */
public final class ProviderVariables {

    /** The methods of {@link ProvidersConfig.Named}. */
    static final List<String> SETTINGS = List.of("base-url", "api-key", "dialect", "operations", "speech-model",
            "transcription-model", "chat-model", "voices", "format", "first-byte", "transcription-path", "members");
    /** Providers with settings of their own, and another name for one of them in models. */
    static final Set<String> RESERVED = Set.of("space", "openai", "huggingface", "hf", "local");

    private static final String VARIABLE = "VOICEFORGE_PROVIDERS_";
    private static final String PROPERTY = "voiceforge.providers.";

    private ProviderVariables() {
    }

    /**
     * Checks all names that begin as one of these; others may be among them.
     *
     * @throws InvalidSettingException for the first that is not understood
     */
    public static void check(Iterable<String> names) {
        for (String name : names) {
            if (name.startsWith(VARIABLE)) {
                checkVariable(name, name.substring(VARIABLE.length()));
            } else if (name.startsWith(PROPERTY)) {
                String rest = name.substring(PROPERTY.length());
                int dot = rest.lastIndexOf('.');
                check(name, rest.substring(0, Math.max(0, dot)).replace("\"", ""), rest.substring(dot + 1));
            }
        }
    }

    /** The variable of a provider's setting. */
    static String variable(String provider, String setting) {
        return VARIABLE + provider.toUpperCase(Locale.ROOT) + '_' + suffix(setting);
    }

    private static void checkVariable(String variable, String rest) {
        String setting = SETTINGS.stream().filter(known -> rest.endsWith('_' + suffix(known)) || rest.equals(suffix(known)))
                .findFirst().orElse("");
        String provider = rest.substring(0, Math.max(0, rest.length() - setting.length() - 1));
        check(variable, provider.toLowerCase(Locale.ROOT), setting);
    }

    private static void check(String written, String provider, String setting) {
        if (provider.isEmpty() || !SETTINGS.contains(setting)) {
            throw new InvalidSettingException(written, "is no setting of a provider: after the provider's name comes one of "
                    + SETTINGS.stream().map(ProviderVariables::suffix).collect(Collectors.joining(", ")) + ".");
        }
        checkName(written, provider);
    }

    /** @throws InvalidSettingException when no provider can be named so by an operator */
    static void checkName(String written, String provider) {
        if (!ProviderId.isValid(provider)) {
            throw new InvalidSettingException(written, "names the provider \"" + provider.replaceAll("[^\\x20-\\x7e]", "?")
                    + "\", but a provider's name is a letter and at most 31 more letters or digits, without an underscore.");
        }
        if (RESERVED.contains(provider)) {
            throw new InvalidSettingException(written, "names the provider \"" + provider
                    + "\", but this name is reserved: choose another.");
        }
    }

    private static String suffix(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
