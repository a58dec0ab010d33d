package io.voiceforge.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks the real espeak-ng, where it is installed. */
class EspeakVoiceTest {

    private static final int WAV_HEADER_BYTES = 44;

    @Test
    void everyVoiceIsAcceptedAndSoundsLikeNoOther() throws Exception {
        assumeTrue(isInstalled(), "espeak-ng is not installed");
        Set<String> espeakVoices = new TreeSet<>();
        new VoiceLibrary(new ObjectMapper()).all().forEach(voice -> espeakVoices.add(VoiceMapping.espeakVoice(voice)));

        Map<String, String> sounds = new HashMap<>();
        for (String espeakVoice : espeakVoices) {
            // The digits are read in every language; latin text is not.
            Process process = espeak("-v", espeakVoice, "--stdout", "12");
            byte[] wav = process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).as(espeakVoice).isZero();
            assertThat(wav).as(espeakVoice).hasSizeGreaterThan(WAV_HEADER_BYTES + 4_000);
            // A variant that is silently ignored shows as the same sound under another name.
            String twin = sounds.put(HexFormat.of().formatHex(wav), espeakVoice);
            assertThat(twin).as("sounds like %s", espeakVoice).isNull();
        }
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return espeak("--version").waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process espeak(String... arguments) throws IOException {
        List<String> command = Stream.concat(Stream.of("espeak-ng"), Stream.of(arguments)).toList();
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
