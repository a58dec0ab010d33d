package io.voiceforge.voice;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.voiceforge.voice.Voice.Gender;

class VoiceMappingTest {

    private static final Set<String> KNOWN_TO_TTS_1 = Set.of("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage",
            "shimmer");

    private final VoiceLibrary library = new VoiceLibrary(new ObjectMapper());

    @Test
    void keepsEveryMapping() {
        String actual = Stream.concat(library.all().stream(), Arrays.stream(OpenAiVoice.values()).map(OpenAiVoice::voice))
                .map(voice -> String.join(" ", voice.id(), VoiceMapping.openAiVoice(voice), VoiceMapping.spaceVoice(voice),
                        VoiceMapping.espeakVoice(voice)))
                .collect(joining("\n", "", "\n"));
        assertThat(actual).isEqualTo(PinnedMapping.TABLE);
    }

    @Test
    void mapsLibraryVoicesToOpenAiVoicesOfTheSameGenderThatAllModelsKnow() {
        assertThat(library.all()).allSatisfy(voice -> {
            String mapped = VoiceMapping.openAiVoice(voice);
            assertThat(KNOWN_TO_TTS_1).contains(mapped);
            assertThat(library.find(mapped).orElseThrow().gender()).isEqualTo(voice.gender());
        });
        assertThat(library.all()).extracting(VoiceMapping::openAiVoice).containsAll(KNOWN_TO_TTS_1);
    }

    @Test
    void givesVoicesOfOneLanguageDifferentSounds() {
        Collection<List<Voice>> languages = library.all().stream().collect(groupingBy(Voice::locale)).values();
        assertThat(languages).allSatisfy(voices -> {
            assertThat(voices).extracting(VoiceMapping::openAiVoice).doesNotHaveDuplicates();
            assertThat(voices).extracting(VoiceMapping::espeakVoice).doesNotHaveDuplicates();
        });
    }

    @Test
    void givesEspeakAVariantOfTheGender() {
        assertThat(library.all()).allSatisfy(voice -> assertThat(VoiceMapping.espeakVoice(voice))
                .matches(voice.gender() == Gender.FEMALE ? "[a-z0-9-]+\\+f[1-5]" : "[a-z0-9-]+\\+m[1-8]"));
    }

    @ParameterizedTest
    @EnumSource
    void keepsOpenAiNamesAndFindsTheirCounterparts(OpenAiVoice name) {
        Voice voice = name.voice();
        assertThat(VoiceMapping.openAiVoice(voice)).isEqualTo(voice.id());

        Voice counterpart = library.find(VoiceMapping.spaceVoice(voice)).orElseThrow();
        assertThat(library.all()).contains(counterpart);
        assertThat(counterpart.gender()).isEqualTo(voice.gender());
        assertThat(counterpart.locale()).isEqualTo(voice.locale());
        assertThat(VoiceMapping.espeakVoice(voice)).startsWith(voice.gender() == Gender.FEMALE ? "en-us+f" : "en-us+m");
    }

    @Test
    void leavesOutTonesItDoesNotKnow() {
        assertThat(VoiceMapping.openAiVoice(voice(Gender.MALE, "squeaky", "deep"))).isEqualTo("onyx");
        assertThat(VoiceMapping.openAiVoice(voice(Gender.MALE, "squeaky"))).isEqualTo("echo");
        assertThat(VoiceMapping.openAiVoice(voice(Gender.FEMALE, "squeaky"))).isEqualTo("alloy");
        assertThat(VoiceMapping.espeakVoice(voice(Gender.FEMALE, "calm"))).isEqualTo("sv+f1");
    }

    private static Voice voice(Gender gender, String... tone) {
        return new Voice("new", "New", "Swedish", "sv-SE", gender, "New.", List.of(tone), "Speak.");
    }
}
