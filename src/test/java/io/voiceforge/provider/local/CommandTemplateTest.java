package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTemplateTest {

    @Test
    void whiteSpaceSeparatesAndQuotesHoldTogether() {
        CommandTemplate command = CommandTemplate
                .parse("  '/opt/my programs/hear'\t-m \"it's\" --empty='' a'b c'\"d\" {\"json\":1} $(id) `id` \\ ;\n");

        assertThat(command.words()).containsExactly("/opt/my programs/hear", "-m", "it's", "--empty=", "ab cd", "{json:1}",
                "$(id)", "`id`", "\\", ";");
        assertThat(command.namesFile()).isFalse();
    }

    @Test
    void placeholdersAreFilledWithinTheirWords() {
        CommandTemplate command = CommandTemplate.parse("hear --in={file} {language}-{language} {file}");

        assertThat(command.namesFile()).isTrue();
        assertThat(command.fill("/tmp/a b.wav", "de")).containsExactly("hear", "--in=/tmp/a b.wav", "de-de", "/tmp/a b.wav");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
            "hear {langauge} | has {langauge}, but only {file} and {language} stand for something.",
            "hear 'x         | has a quote ' without its end.",
            "{file} -x       | must begin with a program.",
            "'' -x           | must begin with a program." })
    void whatCannotBeMeantIsRefused(String text, String problem) {
        assertThatThrownBy(() -> CommandTemplate.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }
}
