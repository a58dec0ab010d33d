package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.MultiMap;

class KeyCredentialTest {

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void findsNothingWithoutAHeader() {
        assertThat(KeyCredential.of(headers)).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "X-API-Key", "x-api-key", "X-Api-Key", "xi-api-key", "XI-API-KEY" })
    void readsTheKeyHeadersInAnyCase(String name) {
        // Given
        headers.add(name, "secret");

        // Then
        assertThat(KeyCredential.of(headers)).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource({ "Bearer secret", "bearer secret", "BEARER secret", "Bearer  secret", "'Bearer secret '" })
    void readsABearerTokenInAnyCase(String authorization) {
        // Given
        headers.add("authorization", authorization);

        // Then
        assertThat(KeyCredential.of(headers)).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Bearer", "Bearersecret", "Bearer\tsecret", "Basic c2VjcmV0", "secret", "Token secret",
            "vf_sk_0123456789abcdef0123456789abcdef", " Bearer secret" })
    void findsNothingInAnotherScheme(String authorization) {
        // Given
        headers.add("Authorization", authorization);

        // Then
        assertThat(KeyCredential.of(headers)).isNull();
    }

    @Test
    void prefersTheKeyHeadersBecauseTheEdgeOfAPrivateSpaceNeedsTheOther() {
        // Given
        headers.add("Authorization", "Bearer hf_token");
        headers.add("xi-api-key", "second");
        assertThat(KeyCredential.of(headers)).isEqualTo("second");

        // When
        headers.add("X-API-Key", "first");

        // Then
        assertThat(KeyCredential.of(headers)).isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource({ "X-API-Key,' secret '", "xi-api-key,'\tsecret'" })
    void stripsBlanks(String name, String value) {
        // Given
        headers.add(name, value);

        // Then
        assertThat(KeyCredential.of(headers)).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "  " })
    void takesABlankKeyForAWrongOne(String blank) {
        // Given a client whose variable is empty: it is told so, and not served as somebody else
        headers.add("X-API-Key", blank);
        headers.add("Authorization", "Bearer secret");

        // Then
        assertThat(KeyCredential.of(headers)).isEmpty();
    }

    @Test
    void takesTheFirstOfSeveralValues() {
        // Given
        headers.add("X-API-Key", "first").add("X-API-Key", "second");

        // Then
        assertThat(KeyCredential.of(headers)).isEqualTo("first");
    }
}
