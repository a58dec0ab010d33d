package io.voiceforge.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.voiceforge.voice.Voice.Gender;

class VoiceLibraryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final VoiceLibrary library = new VoiceLibrary(MAPPER);

    @Test
    void everyVoiceHasASampleTextInItsLanguage() {
        String english = SampleTexts.of(library.defaultVoice());

        assertThat(library.all()).allSatisfy(voice -> {
            String text = SampleTexts.of(voice);
            assertThat(text.codePointCount(0, text.length())).isBetween(10, 100);
            assertThat(text.equals(english)).as(voice.id()).isEqualTo(voice.locale().startsWith("en-"));
        });
    }

    @Test
    void holdsTheContractsVoicesInItsOrder() {
        assertThat(library.all()).hasSize(81);
        assertThat(library.all()).extracting(Voice::id).doesNotHaveDuplicates()
                .startsWith("hindi-aditi-f", "hindi-rahul-m").endsWith("zh-ling-f", "zh-wei-m");
    }

    @Test
    void saysOfAVoiceWhatTheContractSays() {
        Voice sarah = library.find("en-us-sarah-f").orElseThrow();
        assertThat(sarah.name()).isEqualTo("Sarah");
        assertThat(sarah.language()).isEqualTo("English (USA)");
        assertThat(sarah.locale()).isEqualTo("en-US");
        assertThat(sarah.gender()).isEqualTo(Gender.FEMALE);
        assertThat(sarah.tone()).containsExactly("professional", "clear", "confident");

        Voice joao = library.find("pt-pt-joao-m").orElseThrow();
        assertThat(joao.name()).isEqualTo("João");
        assertThat(joao.language()).isEqualTo("Portuguese (Portugal)");
        assertThat(joao.locale()).isEqualTo("pt-PT");
        assertThat(joao.gender()).isEqualTo(Gender.MALE);
        assertThat(joao.tone()).containsExactly("professional");

        Voice seoYeon = library.find("ko-seo-yeon-f").orElseThrow();
        assertThat(seoYeon.name()).isEqualTo("Seo-yeon");
        assertThat(seoYeon.locale()).isEqualTo("ko-KR");
    }

    @Test
    void everyIdTellsItsGender() {
        assertThat(library.all()).allSatisfy(
                voice -> assertThat(voice.id()).endsWith(voice.gender() == Gender.FEMALE ? "-f" : "-m"));
    }

    @Test
    void everyLocaleIsALanguageAndARegion() {
        assertThat(library.all()).extracting(Voice::locale).allSatisfy(locale -> {
            assertThat(locale).matches("[a-z]{2}-[A-Z]{2}");
            assertThat(new Locale.Builder().setLanguageTag(locale).build().toLanguageTag()).isEqualTo(locale);
        });
    }

    @Test
    void everyVoiceHasItsOwnDescriptionAndStyle() {
        assertThat(library.all()).extracting(Voice::description).doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(160).matches("\\P{Cntrl}+\\."));
        assertThat(library.all()).extracting(Voice::style).doesNotHaveDuplicates()
                .allSatisfy(
                        text -> assertThat(text).startsWith("Speak ").hasSizeLessThanOrEqualTo(200).matches("\\p{ASCII}+\\."));
    }

    @Test
    void theDefaultIsSarah() {
        assertThat(library.defaultVoice().id()).isEqualTo("en-us-sarah-f");
    }

    @Test
    void isImmutable() {
        List<Voice> all = library.all();
        assertThatThrownBy(all::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(all.get(0).tone()::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage",
            "shimmer",
            "verse" })
    void findsOpenAiNamesWithoutListingThem(String id) {
        Voice voice = library.find(id).orElseThrow();
        assertThat(voice.id()).isEqualTo(id);
        assertThat(voice.locale()).isEqualTo("en-US");
        assertThat(voice.language()).isEqualTo("English (USA)");
        assertThat(voice.tone()).isNotEmpty();
        assertThat(voice.description()).contains(voice.name());
        assertThat(library.all()).doesNotContain(voice);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = { "nobody", "EN-US-SARAH-F", " en-us-sarah-f", "en-us-sarah-f\0", "alloy\r\nX-Admin-Token: 1",
            "\u0001",
            "../voices.json", "\uD800" })
    void findsNothingForAnythingElse(String id) {
        assertThat(library.find(id)).isEmpty();
        assertThat(library.search(null, null, null, id)).isNotNull();
        assertThat(library.search(id, id, id, id)).isNotNull();
    }

    @Test
    void searchesForEverythingWhenNothingIsGiven() {
        assertThat(library.search(null, null, null, null)).isEqualTo(library.all());
        assertThat(library.search("", " ", "", "\t")).isEqualTo(library.all());
    }

    @ParameterizedTest
    @CsvSource({ "English, 17", "english (uk), 5", "SPANISH, 6", "Hindi, 4", "nglish, 0", "Klingon, 0" })
    void searchesByTheBeginningOfTheLanguage(String language, int count) {
        assertThat(library.search(language, null, null, null)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({ "en, 17", "EN-us, 6", "en-US, 6", "pt, 5", "e, 0", "en-, 0", "en-U, 0", "en-US-x, 0" })
    void searchesByLocaleOrItsLanguage(String locale, int count) {
        assertThat(library.search(null, locale, null, null)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({ "female, 46", "Male, 35", "f, 0", "neutral, 0" })
    void searchesByGender(String gender, int count) {
        assertThat(library.search(null, null, gender, null)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({ "amelie, fr-amelie-f", "AMÉLIE, fr-amelie-f", "Ame\u0301lie, fr-amelie-f", "joao, pt-pt-joao-m",
            "zh-wei, zh-wei-m", "passionate, it-marco-m", "' french  louis ', fr-louis-m", "all-rounder, en-us-sarah-f" })
    void searchesTheWordsWithoutAccents(String q, String id) {
        assertThat(library.search(null, null, null, q)).extracting(Voice::id).containsExactly(id);
    }

    @Test
    void searchesForAllCriteriaAtOnce() {
        assertThat(library.search("English", "en-GB", "female", "warm")).extracting(Voice::id)
                .containsExactly("en-gb-charlotte-f");
        assertThat(library.search("English", "de", null, null)).isEmpty();
        assertThat(library.search(null, null, null, "alloy")).isEmpty();
    }

    @Test
    void writesAndReadsTheGenderInLowerCase() throws Exception {
        Voice sarah = library.defaultVoice();
        String json = MAPPER.writeValueAsString(sarah);
        assertThat(json).contains("\"gender\":\"female\"");
        assertThat(MAPPER.readValue(json, Voice.class)).isEqualTo(sarah);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "{}", "[null]", "[]", "[{]", "[{\"id\":\"a\"}]", "[{\"tone\":[]}]",
            "[{\"tone\":[\"clear\"],\"gender\":\"robot\"}]" })
    void refusesABrokenResourceInOneLine(String json) {
        assertThatThrownBy(() -> library(json)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The voice library voices.json is broken: ").message().doesNotContain("\n");
    }

    @Test
    void refusesAMissingResourceAndAnIdThatIsThereTwice() throws Exception {
        assertThatThrownBy(() -> new VoiceLibrary(MAPPER, null)).hasMessageEndingWith("it is missing");

        String sarah = MAPPER.writeValueAsString(library.defaultVoice());
        assertThat(library("[" + sarah + "]").all()).containsExactly(library.defaultVoice());
        assertThatThrownBy(() -> library("[" + sarah + "," + sarah + "]"))
                .hasMessageEndingWith("the id en-us-sarah-f occurs twice");
        assertThatThrownBy(() -> library("[" + sarah.replace("en-us-sarah-f", "alloy") + "]"))
                .hasMessageEndingWith("the id alloy occurs twice");
    }

    private static VoiceLibrary library(String json) {
        return new VoiceLibrary(MAPPER, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
