package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class KeySecretTest {

    private static final String DIGITS = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    // the checksums are those of Python's zlib.crc32; the last two begin with zeros, and with a high bit
    @ValueSource(strings = {
            "vf_sk_" + DIGITS + "7759b50e",
            "vf_sk_ffffffffffffffffffffffffffffffff70636611",
            "vf_sk_0000000000000000000000000012d59f00000783",
            "vf_sk_00000000000000000000000000000000a0f292d0" })
    void acceptsTheKnownChecksums(String secret) {
        assertThat(KeySecret.isWellFormed(secret)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "vf_sk_19798aa99815232e6d53e1af34f776e1", "vf_sk_00000000000000000000000000000000",
            "vf_sk_ffffffffffffffffffffffffffffffff" })
    void acceptsTheOlderFormWithoutAChecksum(String secret) {
        assertThat(KeySecret.isWellFormed(secret)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " ", "vf_sk_", DIGITS, "vf_sk_0123456789abcdef0123456789abcde",
            "vf_sk_" + DIGITS + "0", "vf_sk_" + DIGITS + "7759b50",
            "vf_sk_" + DIGITS + "7759b50e0",
            "vf_sk_" + DIGITS + "00000000",
            "VF_SK_" + DIGITS, "vf_sk_0123456789ABCDEF0123456789abcdef",
            "vf_sk_" + DIGITS + "7759B50E",
            "vf-sk-" + DIGITS, " vf_sk_123456789abcdef" + "0123456789abcdef",
            "vf_sk_0123456789abcdef0123456789abcdeg", "vf_sk_0123456789abcdef0123456789abcde ",
            "vf_sk_0123456789abcdef0123456789abcd\u00e9f",
            // other digits and letters that a lenient check lets through
            "vf_sk_0123456789abcdef0123456789abcd\u0661f", "vf_sk_0123456789abcdef0123456789abcd\uff11f",
            "vf_sk_0123456789abcdef0123456789abcd\uff41f", "vf_sk_0123456789abcdef0123456789ab\ud835\udfceef",
            "vf_sk_0123456789abcdef0123456789abcde\u0000" })
    void refusesWhatDoesNotHaveTheForm(String text) {
        assertThat(KeySecret.isWellFormed(text)).isFalse();
    }

    @Property
    void refusesAnyTextThatIsNotOfTheForm(@ForAll String text) {
        assertThat(KeySecret.isWellFormed(text)).isFalse();
        assertThat(KeySecret.isWellFormed("vf_sk_" + text)).isEqualTo(text.matches("[0-9a-f]{32}"));
    }

    @Test
    void generatesSecretsOfTheFormThatNeverRepeat() {
        // When
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            secrets.add(KeySecret.generate());
        }

        // Then
        assertThat(secrets).hasSize(2000)
                .allMatch(KeySecret::isWellFormed)
                .allMatch(secret -> secret.matches("vf_sk_[0-9a-f]{40}"));
    }

    @Test
    void generatesEveryDigitAtEveryPlace() {
        // Given
        Set<String> seen = new HashSet<>();

        // When
        for (int i = 0; i < 2000; i++) {
            String secret = KeySecret.generate();
            for (int place = 6; place < secret.length(); place++) {
                seen.add(place + ":" + secret.charAt(place));
            }
        }

        // Then
        assertThat(seen).hasSize(40 * 16);
    }

    @Property
    void noticesAnyChangedCharacter(@ForAll @IntRange(max = 45) int place,
            @ForAll @CharRange(from = ' ', to = '~') char replacement) {
        // Given
        String secret = KeySecret.generate();
        String changed = secret.substring(0, place) + replacement + secret.substring(place + 1);

        // Then
        assertThat(KeySecret.isWellFormed(changed)).isEqualTo(changed.equals(secret));
    }

    @Test
    void noticesEveryWrongDigit() {
        // Given
        String secret = KeySecret.generate();
        for (int place = 6; place < secret.length(); place++) {
            for (char digit : "0123456789abcdef".toCharArray()) {
                // When
                String changed = secret.substring(0, place) + digit + secret.substring(place + 1);

                // Then
                assertThat(KeySecret.isWellFormed(changed)).isEqualTo(changed.equals(secret));
            }
        }
    }

    @Property
    void noticesTwoNeighboursThatChangedPlaces(@ForAll @IntRange(min = 6, max = 44) int place) {
        // Given
        String secret = KeySecret.generate();
        String swapped = secret.substring(0, place) + secret.charAt(place + 1) + secret.charAt(place)
                + secret.substring(place + 2);

        // Then
        assertThat(KeySecret.isWellFormed(swapped)).isEqualTo(swapped.equals(secret));
    }

    @Property
    void refusesUpperCase(@ForAll @StringLength(32) @CharRange(from = 'a', to = 'f') String digits) {
        assertThat(KeySecret.isWellFormed("vf_sk_" + digits)).isTrue();
        assertThat(KeySecret.isWellFormed("vf_sk_" + digits.toUpperCase(Locale.ROOT))).isFalse();
    }

    @Test
    void hashesTheWholeSecretWithSha256() {
        // by sha256sum
        assertThat(KeySecret.hash("vf_sk_19798aa99815232e6d53e1af34f776e1"))
                .isEqualTo("6da8b119e0541a4a8cd654a3838f1d4946093d85336a9ad8db94ad2c3cdcccff");
    }

    @Test
    void hintsAtASecretWithoutGivingItAway() {
        assertThat(KeySecret.hint("vf_sk_19798aa99815232e6d53e1af34f776e1")).isEqualTo("vf_sk_1979…76e1");
        assertThat(KeySecret.hint("vf_sk_" + DIGITS + "7759b50e")).isEqualTo("vf_sk_0123…b50e");
    }
}
