package io.voiceforge.speech;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioContainer;
import io.voiceforge.audio.AudioHeaders;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** Whatever a provider sends as audio and calls it: callers get what they asked for, under its name, or an error before the first byte. */
@QuarkusTest
class ProviderAudioTest extends WithFakeProviders {

    private String key;

    @BeforeEach
    void newKey() {
        key = new Admin(root).create(new JsonObject().put("name", "audio").put("rateLimit", 1000)).getString("key");
    }

    /** What a provider sends. */
    private enum Given {
        WAV(AudioContainer.WAV, Sound.wav(16_000, 0.2)),
        MP3(AudioContainer.MP3, begun(0xff, 0xfb, 0x90, 0x64)),
        FLAC(AudioContainer.FLAC, begun('f', 'L', 'a', 'C')),
        OGG(AudioContainer.OGG, begun('O', 'g', 'g', 'S', 0, 2)),
        /** Samples, or nothing that anybody knows. */
        RAW(AudioContainer.UNKNOWN, begun(1, 0, 2, 0, 1, 0, 2, 0)),
        JSON(null, "{\"error\":\"no\"}          ".getBytes(StandardCharsets.US_ASCII)),
        HTML(null, "<html>busy, come back later</html>".getBytes(StandardCharsets.US_ASCII)),
        NOTHING(null, new byte[0]);

        private final AudioContainer container;
        private final byte[] bytes;

        Given(AudioContainer container, byte[] bytes) {
            this.container = container;
            this.bytes = bytes;
        }

        private static byte[] begun(int... head) {
            byte[] bytes = new byte[4000];
            for (int i = 0; i < head.length; i++) {
                bytes[i] = (byte) head[i];
            }
            return bytes;
        }
    }

    /** A question in a dialect, and what it is answered with. */
    private record Asked(String path, JsonObject question, AudioContainer container, boolean isExact) {

        @Override
        public String toString() {
            return path + " " + question.getString("format", question.getString("response_format", ""));
        }
    }

    private static List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        for (String format : List.of("wav", "mp3", "flac", "ogg", "opus", "pcm")) {
            AudioContainer container = switch (format) {
                case "opus" -> AudioContainer.OGG;
                case "pcm" -> AudioContainer.UNKNOWN;
                default -> AudioContainer.valueOf(format.toUpperCase(java.util.Locale.ROOT));
            };
            asked.add(new Asked("/api/tts", new JsonObject().put("text", "Hello").put("format", format), container, false));
            if (!format.equals("ogg")) {
                asked.add(new Asked("/v1/audio/speech", new JsonObject().put("input", "Hello").put("voice", "nova")
                        .put("response_format", format), container, false));
            }
        }
        String elevenLabs = "/v1/text-to-speech/nova?output_format=";
        JsonObject hello = new JsonObject().put("text", "Hello");
        asked.add(new Asked(elevenLabs + "mp3_44100_128", hello, AudioContainer.MP3, true));
        asked.add(new Asked(elevenLabs + "pcm_16000", hello, AudioContainer.UNKNOWN, true));
        asked.add(new Asked(elevenLabs + "ulaw_8000", hello, AudioContainer.UNKNOWN, true));
        asked.add(new Asked(elevenLabs + "opus_48000_32", hello, AudioContainer.OGG, true));
        return asked;
    }

    static Stream<Arguments> table() {
        return asked().stream().flatMap(asked -> Stream.of("openai/tts-1", "space/styletts2").flatMap(model -> Arrays
                .stream(Given.values()).map(given -> Arguments.of(asked, model, given))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("table")
    void labelIsWhatTheBytesAre(Asked asked, String model, Given given) {
        JsonObject question = asked.question().copy()
                .put(asked.path().contains("text-to-speech") ? "model_id" : "model", model);
        for (String claimed : List.of("audio/wav", "audio/mpeg", "application/octet-stream", "audio/ogg", "audio/pcm",
                "text/plain")) {
            guards.closeAll();
            (model.startsWith("openai") ? openAi : space).will(bytes(claimed, given.bytes));

            assertHonest(asked, model, given, claimed, speak(asked, question));
        }
        if (model.startsWith("space")) {
            guards.closeAll();
            space.will(json(new JsonObject().put("audio_base64", Base64.getEncoder().encodeToString(given.bytes)).encode()));
            assertHonest(asked, model, given, "base64", speak(asked, question));
        }
    }

    private HttpResponse<byte[]> speak(Asked asked, JsonObject question) {
        return Speak.send(Speak.request(root.resolve(asked.path()), question).setHeader("X-API-Key", key).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void assertHonest(Asked asked, String model, Given given, String claimed, HttpResponse<byte[]> answer) {
        String what = claimed + " " + header(answer, "Content-Type");
        boolean isNoAudio = given.container == null || claimed.equals("text/plain");
        boolean isDecodable = given == Given.WAV;
        // a Space is asked for WAV, so that Ogg from it need not be Opus
        boolean mayBeOther = asked.toString().endsWith("opus") && model.startsWith("space");
        boolean isAsAsked = given.container == asked.container() && given != Given.RAW && !asked.isExact() && !mayBeOther;
        if (answer.statusCode() == 200) {
            assertThat(isNoAudio).as(what).isFalse();
            assertThat(isDecodable || isAsAsked || given == Given.RAW).as(what).isTrue();
            AudioContainer container = AudioHeaders.container(answer.body());
            if (given != Given.RAW || container != AudioContainer.UNKNOWN) {
                assertThat(container).as(what).isEqualTo(asked.container());
            } else {
                // no rate is known but that of samples which are called so or were asked for; MP3 may begin with anything
                assertThat(asked.container()).as(what).isIn(AudioContainer.UNKNOWN, AudioContainer.MP3);
            }
        } else {
            assertThat(answer.statusCode()).as(what + new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(502);
            assertThat(isDecodable && !isNoAudio || isAsAsked && !isNoAudio).as(what).isFalse();
        }
    }

    @Test
    void framesOfAacAreAacWhateverTheyAreCalled() {
        openAi.will(bytes("audio/mpeg", Given.begun(0xff, 0xf1, 0x50, 0x80)));

        HttpResponse<byte[]> aac = Speak.bytes(root.resolve("/v1/audio/speech"), speech("aac"));
        HttpResponse<byte[]> mp3 = Speak.bytes(root.resolve("/v1/audio/speech"), speech("mp3"));

        assertThat(aac.statusCode()).isEqualTo(200);
        assertThat(Speak.header(aac, "Content-Type")).isEqualTo("audio/aac");
        assertThat(mp3.statusCode()).isEqualTo(502);
    }

    private static JsonObject speech(String format) {
        return new JsonObject().put("input", "Hello").put("model", "openai/tts-1").put("voice", "nova").put("response_format",
                format);
    }
}
