package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.voiceforge.testing.Settings;

/** When there is a default key, with which secret, and whether anyone may see it. */
class DefaultKeyTest {

    private static final String OWN = "vf_sk_0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            // named, enabled, database, credentials: the secret that works, open
            "-, true, false, false, published, true",
            "-, true, false, true, -, false",
            "-, true, true, false, -, false",
            "-, true, true, true, -, false",
            "own, true, false, true, own, false",
            "own, true, true, true, own, false",
            "published, true, false, true, published, true",
            "published, true, true, false, published, false",
            "-, false, false, false, -, false",
            "own, false, false, false, -, false" })
    void thePublishedSecretIsOffWhereItSpendsTheOperatorsMoneyUnlessItIsNamed(String named, boolean enabled,
            boolean hasDatabase, boolean hasCredentials, String works, boolean open) {
        // Given
        Map<String, String> settings = new HashMap<>(Map.of("voiceforge.default-key.enabled", String.valueOf(enabled)));
        if (named != null) {
            settings.put("voiceforge.default-key.secret", secret(named));
        }

        // When
        DefaultKey key = new DefaultKey(Settings.of(DefaultKeyConfig.class, settings), hasDatabase, hasCredentials);

        // Then
        assertThat(key.key().isPresent()).isEqualTo(works != null);
        assertThat(key.isOpen()).isEqualTo(open);
        for (String candidate : new String[] { "own", "published" }) {
            assertThat(key.findBySecretHash(KeySecret.hash(secret(candidate))).isPresent()).as(candidate)
                    .isEqualTo(candidate.equals(works));
        }
    }

    @Test
    void usesTheSpeechCacheOnlyIfTheOperatorSaysSo() {
        assertThat(key(Map.of()).settings()).isEqualTo(ApiKey.Settings.named("Default ML API Key"));
        assertThat(key(Map.of("voiceforge.default-key.speech-cache", "true")).settings().speechCache()).isTrue();
    }

    private static ApiKey key(Map<String, String> settings) {
        return new DefaultKey(Settings.of(DefaultKeyConfig.class, settings), false, false).key().orElseThrow();
    }

    private static String secret(String name) {
        return name.equals("own") ? OWN : DefaultKey.PUBLISHED;
    }
}
