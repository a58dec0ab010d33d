package io.voiceforge.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Pcm;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** The detector in the process, asked over HTTP with speech that the gateway itself has made; nothing is configured. */
@QuarkusTest
class LocalDetectionTest {

    private static final String SENTENCE = "The quick brown fox jumps over the lazy dog";

    @TestHTTPResource("/api/vad")
    URI vad;

    @TestHTTPResource("/api/tts")
    URI tts;

    @ParameterizedTest(name = "{0} bits, {1} channels, {2} Hz")
    @CsvSource({ "16,1,0", "8,1,8000", "16,2,16000", "24,1,44100", "24,2,48000", "32,1,48000" })
    void findsSpeechBetweenSilences(int bits, int channels, int rateHertz) {
        byte[] spoken = Speak.bytes(tts, Speak.tts(SENTENCE)).body();
        Pcm speech = Pcm.ofWav(spoken).trimmed(0.01);
        Pcm audio = Pcm.silence(0.8, speech.rateHertz()).then(speech).then(Pcm.silence(0.7, speech.rateHertz())).then(speech)
                .then(Pcm.silence(0.5, speech.rateHertz()));
        double length = speech.seconds();
        byte[] wav = (rateHertz == 0 ? audio : audio.resampled(rateHertz)).toWav(bits, channels);

        HttpResponse<String> answer = Upload.of("audio", "speech.wav", wav).post(vad);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("provider")).isEqualTo("local");
        assertThat(body.getString("detector")).isEqualTo("silero");
        JsonArray segments = body.getJsonArray("segments");
        assertThat(segments).as(answer.body()).hasSize(2);
        assertSegment(segments.getJsonObject(0), 0.8, 0.8 + length);
        assertSegment(segments.getJsonObject(1), 1.5 + length, 1.5 + 2 * length);
    }

    private static void assertSegment(JsonObject segment, double start, double end) {
        assertThat(segment.getDouble("start")).isEqualTo(start, within(0.15));
        assertThat(segment.getDouble("end")).isEqualTo(end, within(0.15));
        assertThat(segment.getDouble("confidence")).isBetween(0.0, 1.0);
    }

    @Test
    void silenceHasNoSegments() {
        HttpResponse<String> answer = Upload.of("audio", "silence.wav", Pcm.silence(2, 16_000).toWav(16, 1)).post(vad);

        assertThat(new JsonObject(answer.body()).getJsonArray("segments")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "mp3", "flac", "opus", "ogg" })
    void readsWhatTheGatewayWrites(String format) {
        double length = Pcm.ofWav(Speak.bytes(tts, Speak.tts(SENTENCE)).body()).seconds();
        byte[] file = Speak.bytes(tts, Speak.tts(SENTENCE).put("format", format)).body();

        HttpResponse<String> answer = Upload.of("audio", "speech." + format, file).post(vad);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonArray segments = new JsonObject(answer.body()).getJsonArray("segments");
        assertThat(segments).as(answer.body()).hasSize(1);
        assertThat(segments.getJsonObject(0).getDouble("start")).isBetween(0.0, 0.3);
        assertThat(segments.getJsonObject(0).getDouble("end")).isBetween(length - 0.4, length + 0.1);
    }

    @Test
    void otherContainersNeedASpace() {
        byte[] mp4 = new byte[1000];
        System.arraycopy("    ftypM4A ".getBytes(StandardCharsets.US_ASCII), 0, mp4, 0, 12);

        HttpResponse<String> answer = Upload.of("audio", "speech.m4a", mp4).post(vad);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonObject error = new JsonObject(answer.body());
        assertThat(error.getString("code")).isEqualTo("unsupported_format");
        assertThat(error.getString("error")).contains("MP3", "Opus");
    }

    @ParameterizedTest
    @CsvSource({ "-0.1", "1.5", "NaN", "much", "1e3", "0x1" })
    void thresholdOutOfRange(String threshold) {
        HttpResponse<String> answer = Upload.of("audio", "a.wav", Pcm.silence(1, 8000).toWav(16, 1))
                .field("threshold", threshold)
                .post(vad);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("threshold");
    }

    @Test
    void wavThatIsCutOffInItsHeader() {
        HttpResponse<String> answer = Upload
                .of("audio", "a.wav", java.util.Arrays.copyOf(Pcm.silence(1, 8000).toWav(16, 1), 30))
                .post(vad);

        assertThat(answer.statusCode()).isEqualTo(400);
    }
}
