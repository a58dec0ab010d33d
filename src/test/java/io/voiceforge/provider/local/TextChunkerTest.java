package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TextChunkerTest {

    @Test
    void cutsAtTheEndOfSentences() {
        assertThat(TextChunker.split("Hi there!  \"Who is it?\" I am. Really\nyes", 200))
                .containsExactly("Hi there!", "\"Who is it?\"", "I am.", "Really", "yes");
    }

    @Test
    void keepsAbbreviationsInitialsAndNumbersTogether() {
        assertThat(TextChunker.split("Dr. J. Smith paid 3.50 to e.g. Mrs. Jones.", 200)).hasSize(1);
    }

    @Test
    void cutsLongSentencesAtCommasThenAtSpaces() {
        assertThat(TextChunker.split("one two, three four five", 12)).containsExactly("one two,", "three four", "five");
    }

    @Test
    void takesAWordThatJustFits() {
        assertThat(TextChunker.split("abcd efgh", 4)).containsExactly("abcd", "efgh");
    }

    @Test
    void cutsEndlessWordsBetweenCodePoints() {
        assertThat(TextChunker.split("a\ud83d\ude00\ud83d\ude00b", 2)).containsExactly("a", "\ud83d\ude00", "\ud83d\ude00",
                "b");
    }

    @Test
    void cutsWhereThereAreNoSpaces() {
        assertThat(TextChunker.split("\u4f60\u597d\u3002\u518d\u89c1\uff01", 200)).containsExactly("\u4f60\u597d\u3002",
                "\u518d\u89c1\uff01");
    }

    @Test
    void makesNothingOfNothing() {
        assertThat(TextChunker.split(" \n\t ", 10)).isEmpty();
    }

    @Property(tries = 2000)
    void losesAndReordersNothing(@ForAll List<@IntRange(max = 12) Integer> shape, @ForAll String any,
            @ForAll @IntRange(min = 2, max = 40) int max) {
        String parts = "ab1.,;!? \n\ud83d\ude00\"\u3002";
        StringBuilder text = new StringBuilder(any);
        shape.forEach(i -> text.appendCodePoint(parts.codePoints().skip(i).findFirst().orElse('x')));

        List<String> chunks = TextChunker.split(text.toString(), max);

        assertThat(bare(String.join("", chunks))).isEqualTo(bare(text.toString()));
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk).isNotBlank().isEqualTo(chunk.strip()).hasSizeLessThanOrEqualTo(max);
            assertThat(Character.isHighSurrogate(chunk.charAt(chunk.length() - 1))
                    && text.indexOf(chunk) + chunk.length() < text.length()
                    && Character.isLowSurrogate(text.charAt(text.indexOf(chunk) + chunk.length()))).isFalse();
        });
    }

    private static String bare(String text) {
        return text.codePoints().filter(c -> !Character.isWhitespace(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
