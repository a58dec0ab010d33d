package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LatinTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "na\u00efve caf\u00e9 | naive cafe",
            "Stra\u00dfe \u0141\u00f3d\u017a \u00c6r\u00f8 | Strasse Lodz AEro",
            "\uff28\uff49 \ufb01sh | Hi fish",
            "R&D at 50% | R and D at 50 percent",
            "$1,000.50 and $5 million | 1,000.50 dollars and 5 million dollars",
            "$x | dollars x",
            "007 and 1.05 and 12:00 and 100 | 0 0 7 and 1.05 and 12:00 and 100",
            "<b>hi</b> _you_ | b hi b you",
            "hi \ud83d\ude00 \u65e5\u672c there | hi there",
    })
    void foldsToWhatCanBePronounced(String text, String folded) {
        assertThat(LatinText.fold(text)).isEqualTo(folded);
    }

    @Test
    void cutsEndlessWords() {
        assertThat(LatinText.fold("a".repeat(100))).isEqualTo("a".repeat(40) + " " + "a".repeat(40) + " " + "a".repeat(20));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "...", "\u65e5\u672c\u8a9e", "\u0928\u092e\u0938\u094d\u0924\u0947", "\ud83d\ude00",
            "?!\u0000" })
    void knowsWhatItCannotPronounce(String text) {
        assertThat(LatinText.isPronounceable(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "7", "\u00fc", "\u65e5\u672c 1" })
    void knowsWhatItCanPronounce(String text) {
        assertThat(LatinText.isPronounceable(text)).isTrue();
        assertThat(LatinText.hasWord(LatinText.fold(text))).isTrue();
    }

    @Property
    void leavesOnlyAscii(@ForAll String text) {
        assertThat(LatinText.fold(text)).matches("[A-Za-z0-9.,;:!?'\"() \\n-]*");
        assertThat(LatinText.plain(LatinText.fold(text))).matches("[A-Za-z0-9 ]*");
    }
}
