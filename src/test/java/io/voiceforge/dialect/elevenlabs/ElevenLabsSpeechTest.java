package io.voiceforge.dialect.elevenlabs;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.chunks;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioHeaders;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What callers of ElevenLabs' text-to-speech get. */
@QuarkusTest
class ElevenLabsSpeechTest extends WithFakeProviders {

    private static final byte[] SPACE_WAV = Sound.wav(16_000, 0.5);
    private static final double LEVEL = Sound.level(SPACE_WAV);
    private static final int[] MPEG1_KILOBITS = { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 };
    private static final int[] MPEG2_KILOBITS = { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 };
    private static final int[] MPEG1_HERTZ = { 44_100, 48_000, 32_000 };

    @BeforeEach
    void reset() {
        space.will(bytes("audio/wav", SPACE_WAV));
    }

    @ParameterizedTest
    @CsvSource({ "mp3_22050_32,22050,32", "mp3_24000_48,24000,48", "mp3_44100_32,44100,32", "mp3_44100_64,44100,64",
            "mp3_44100_96,44100,96", "mp3_44100_128,44100,128", "mp3_44100_192,44100,192" })
    void mp3(String format, int hertz, int kilobits) {
        HttpResponse<byte[]> answer = speak("?output_format=" + format, hello());

        assertThat(header(answer, "Content-Type")).isEqualTo("audio/mpeg");
        assertMp3(answer.body(), hertz, kilobits);
    }

    @Test
    void mp3IsTheDefault() {
        HttpResponse<byte[]> answer = speak("", hello());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/mpeg");
        assertMp3(answer.body(), 44_100, 128);
        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("space");
        assertThat(header(answer, "X-VoiceForge-Voice")).isEqualTo("en-us-sarah-f");
        assertThat(header(answer, "X-RateLimit-Limit")).isNotNull();
        assertThat(header(answer, "request-id")).isEqualTo(header(answer, "X-Request-Id")).isNotNull();
        assertThat(header(answer, "character-cost")).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(ints = { 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000 })
    void samples(int hertz) {
        HttpResponse<byte[]> pcm = speak("?output_format=pcm_" + hertz, hello());
        HttpResponse<byte[]> wav = speak("?output_format=wav_" + hertz, hello());

        assertThat(header(pcm, "Content-Type")).isEqualTo("audio/pcm");
        assertThat(pcm.body()).hasSize(2 * hertz / 2);
        assertThat(header(wav, "Content-Type")).isEqualTo("audio/wav");
        assertThat(ByteBuffer.wrap(wav.body()).order(ByteOrder.LITTLE_ENDIAN).getInt(24)).isEqualTo(hertz);
        assertThat(Sound.seconds(wav.body())).isEqualTo(0.5);
        assertThat(Sound.level(wav.body())).isCloseTo(LEVEL, within(0.01));
        assertThat(wav.body()).endsWith(pcm.body());
    }

    @Test
    void telephones() {
        HttpResponse<byte[]> mu = speak("?output_format=ulaw_8000", hello());
        HttpResponse<byte[]> a = speak("/stream?output_format=alaw_8000", hello());

        assertThat(header(mu, "Content-Type")).isEqualTo("audio/basic");
        assertThat(mu.body()).hasSize(4000);
        assertThat(level(mu.body(), ElevenLabsSpeechTest::mu)).isCloseTo(LEVEL, within(0.01));
        assertThat(header(a, "Content-Type")).isEqualTo("audio/x-alaw-basic");
        assertThat(a.body()).hasSize(4000);
        assertThat(level(a.body(), ElevenLabsSpeechTest::a)).isCloseTo(LEVEL, within(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = { 32, 64, 96, 128, 192 })
    void opus(int kilobits) {
        HttpResponse<byte[]> answer = speak("?output_format=opus_48000_" + kilobits, hello());

        byte[] body = answer.body();
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/ogg; codecs=opus");
        assertThat(AudioHeaders.durationMillis(body, body, body.length)).hasValue(500);
        // the head of the stream says the rate
        assertThat(ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(28 + 12)).isEqualTo(48_000);
    }

    @Test
    void unknownFormat() {
        assertProblem(speak("?output_format=mp3_44100", hello()), "value_error", "query", "output_format");
    }

    @Test
    void spaceHearsWhatItCanUse() {
        JsonObject body = hello().put("model_id", "eleven_multilingual_v2").put("language_code", "en").put("seed", 7)
                .put("previous_text", "before").put("next_text", "after").put("something_new", new JsonArray().add(1))
                .put("voice_settings", new JsonObject().put("stability", 0.5).put("similarity_boost", 1)
                        .put("style", 0).put("use_speaker_boost", true).put("speed", 1.2));

        HttpResponse<byte[]> answer = speak("/stream?optimize_streaming_latency=3", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(space.seen().get(0).body())
                .isEqualTo(new JsonObject().put("text", "Hello").put("voice", "en-us-sarah-f").put("speed", 1.2));
    }

    @Test
    void nullsCountAsMissing() {
        JsonObject body = hello().putNull("model_id").putNull("seed").putNull("voice_settings").putNull("language_code");

        assertThat(speak("", body).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({ "styletts2,styletts2", "eleven_flash_v2_5,", "'',", "tts-1," })
    void spacesModels(String named, String sent) {
        speak("", hello().put("model_id", named));

        assertThat(space.seen().get(0).body().getString("model")).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({ "eleven_multilingual_v2,gpt-4o-mini-tts", "tts-1,tts-1" })
    void openAiIsAskedForSamples(String named, String sent) {
        space.will(status(500));
        byte[] samples = new byte[48_000];
        openAi.will(bytes("audio/pcm", samples));

        HttpResponse<byte[]> exact = speak("?output_format=pcm_24000", hello().put("model_id", named));
        HttpResponse<byte[]> converted = speak("?output_format=ulaw_8000", hello().put("model_id", named));

        assertThat(header(exact, "X-VoiceForge-Provider")).isEqualTo("openai");
        assertThat(exact.body()).isEqualTo(samples);
        assertThat(converted.body()).hasSize(8000).containsOnly(0xff);
        assertThat(openAi.seen()).hasSize(2).allSatisfy(seen -> {
            assertThat(seen.body().getString("response_format")).isEqualTo("pcm");
            assertThat(seen.body().getString("model")).isEqualTo(sent);
        });
    }

    @Test
    void localEngineByItsName() {
        HttpResponse<byte[]> answer = speak("?output_format=wav_16000", hello().put("model_id", "local"));

        assertThat(header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
        assertThat(Sound.level(answer.body())).isGreaterThan(0.01);
        assertThat(space.seen()).isEmpty();
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void openAisVoices() {
        HttpResponse<byte[]> answer = post("/v1/text-to-speech/nova", Speak.KEY, hello().encode());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-VoiceForge-Voice")).isEqualTo("nova");
    }

    @Test
    void elevenLabsVoicesAreNotHere() {
        HttpResponse<byte[]> answer = post("/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM", Speak.KEY, hello().encode());

        assertDetail(answer, 404, "voice_not_found");
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void streamsFromTheFirstByte() throws IOException {
        byte[] endless = Sound.wav(16_000, 0.2);
        // a length of 0: until the end
        ByteBuffer.wrap(endless).putInt(40, 0);
        space.will(chunks(space.vertx(), "audio/wav", endless, 10_000, 20, true));

        HttpResponse<InputStream> answer = Speak.send(request("/v1/text-to-speech/en-us-sarah-f/stream", Speak.KEY,
                hello().encode()), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream audio = answer.body()) {
            assertThat(audio.readNBytes(100)).hasSize(100);
        }

        await().untilAsserted(() -> assertThat(space.vanished()).isEqualTo(1));
    }

    @Test
    void allProblemsOfABody() {
        JsonObject body = new JsonObject().put("text", 5).put("seed", -1).put("model_id", true)
                .put("voice_settings", new JsonObject().put("stability", "high").put("speed", 1.3).put("use_speaker_boost", 1));

        HttpResponse<byte[]> answer = speak("", body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).getJsonArray("detail")).isEqualTo(new JsonArray()
                .add(problem("Input should be a valid string", "type_error", "body", "text"))
                .add(problem("Input should be a valid string", "type_error", "body", "model_id"))
                .add(problem("Input should be between 0 and 4294967295", "value_error", "body", "seed"))
                .add(problem("Input should be a valid number", "type_error", "body", "voice_settings", "stability"))
                .add(problem("Input should be a valid boolean", "type_error", "body", "voice_settings", "use_speaker_boost"))
                .add(problem("Input should be between 0.7 and 1.2", "value_error", "body", "voice_settings", "speed")));
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void bodiesThatAreNone() {
        assertProblem(speak("", new JsonObject()), "missing", "body", "text");
        assertProblem(speak("", new JsonObject().put("text", " ")), "value_error", "body", "text");
        assertProblem(speak("", hello().put("voice_settings", 1)), "type_error", "body", "voice_settings");
        assertProblem(speak("", hello().put("model_id", "m".repeat(101))), "value_error", "body", "model_id");
        assertProblem(post("/v1/text-to-speech/nova", Speak.KEY, "[]"), "type_error", "body");
        assertProblem(post("/v1/text-to-speech/nova", Speak.KEY, ""), "type_error", "body");
        assertProblem(post("/v1/text-to-speech/nova", Speak.KEY, "{\"text\":"), "value_error", "body");
    }

    @Test
    void longestText() {
        // each is one character, whatever Java says
        assertThat(speak("", new JsonObject().put("text", "😀".repeat(5000))).statusCode()).isEqualTo(200);

        assertDetail(speak("", new JsonObject().put("text", "a".repeat(5001))), 400, "max_character_limit_exceeded");
    }

    @Test
    void nothingHasTimestamps() {
        assertDetail(post("/v1/text-to-speech/nova/with-timestamps", Speak.KEY, hello().encode()), 404, "not_found");
    }

    @Test
    void keys() {
        HttpResponse<byte[]> none = Speak.send(HttpRequest.newBuilder(root.resolve("/v1/text-to-speech/nova"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertDetail(none, 401, "invalid_api_key");
        assertDetail(post("/v1/text-to-speech/nova", "vf_sk_" + "0".repeat(32), "{}"), 401, "invalid_api_key");
        String voicesOnly = key(new JsonObject().put("scopes", new JsonArray().add("voices")));
        assertDetail(post("/v1/text-to-speech/nova", voicesOnly, hello().encode()), 403, "scope_denied");
    }

    @Test
    void spentQuota() {
        String key = key(new JsonObject().put("quota", new JsonObject().put("characters", 7)));

        assertThat(post("/v1/text-to-speech/nova", key, hello().encode()).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> second = post("/v1/text-to-speech/nova", key, hello().encode());

        assertDetail(second, 429, "quota_exceeded");
        assertThat(Integer.parseInt(header(second, "Retry-After"))).isPositive();
    }

    @Test
    void tooManyAtOnce() throws IOException {
        String key = key(new JsonObject().put("maxConcurrent", 1));
        byte[] endless = Sound.wav(16_000, 0.2);
        ByteBuffer.wrap(endless).putInt(40, 0);
        space.will(chunks(space.vertx(), "audio/wav", endless, 10_000, 20, true));

        HttpResponse<InputStream> first = Speak.send(request("/v1/text-to-speech/nova/stream", key, hello().encode()),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream audio = first.body()) {
            HttpResponse<byte[]> second = post("/v1/text-to-speech/nova", key, hello().encode());

            assertDetail(second, 429, "too_many_concurrent_requests");
            assertThat(header(second, "Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void spentHour() {
        String key = key(new JsonObject().put("rateLimit", 1));

        post("/v1/text-to-speech/nova", key, "{}");

        assertDetail(post("/v1/text-to-speech/nova", key, hello().encode()), 429, "rate_limit_exceeded");
    }

    private static JsonObject hello() {
        return new JsonObject().put("text", "Hello");
    }

    private String key(JsonObject settings) {
        return new Admin(root).create(settings.put("name", "eleven")).getString("key");
    }

    private HttpResponse<byte[]> speak(String more, JsonObject body) {
        return post("/v1/text-to-speech/en-us-sarah-f" + more, Speak.KEY, body.encode());
    }

    private HttpResponse<byte[]> post(String path, String key, String body) {
        return Speak.send(request(path, key, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String key, String body) {
        return HttpRequest.newBuilder(root.resolve(path)).header("xi-api-key", key).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private static JsonObject json(HttpResponse<byte[]> answer) {
        return new JsonObject(new String(answer.body()));
    }

    private static JsonObject problem(String message, String type, Object... place) {
        JsonArray loc = new JsonArray();
        for (Object step : place) {
            loc.add(step);
        }
        return new JsonObject().put("loc", loc).put("msg", message).put("type", type);
    }

    private static void assertProblem(HttpResponse<byte[]> answer, String type, Object... place) {
        assertThat(answer.statusCode()).isEqualTo(422);
        JsonArray problems = json(answer).getJsonArray("detail");
        assertThat(problems).hasSize(1);
        JsonObject first = problems.getJsonObject(0);
        assertThat(first.getString("msg")).isNotBlank();
        assertThat(first).isEqualTo(problem(first.getString("msg"), type, place));
    }

    private static void assertDetail(HttpResponse<byte[]> answer, int status, String name) {
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonObject detail = json(answer).getJsonObject("detail");
        assertThat(detail.getString("status")).isEqualTo(name);
        assertThat(detail.getString("message")).isNotBlank();
        assertThat(header(answer, "request-id")).isNotNull();
    }

    /** By the head of the first frame, and the length of all. */
    private static void assertMp3(byte[] mp3, int hertz, int kilobits) {
        assertThat(Sound.isMp3(mp3)).isTrue();
        boolean mpeg1 = (mp3[1] & 0x18) == 0x18;
        assertThat((mpeg1 ? MPEG1_KILOBITS : MPEG2_KILOBITS)[(mp3[2] & 0xff) >> 4]).isEqualTo(kilobits);
        assertThat(MPEG1_HERTZ[(mp3[2] & 0xff) >> 2 & 3] / (mpeg1 ? 1 : 2)).isEqualTo(hertz);
        assertThat(mp3.length * 8.0 / kilobits).isBetween(500.0, 620.0);
    }

    private static double level(byte[] bytes, IntUnaryOperator value) {
        double sum = 0;
        for (byte code : bytes) {
            sum += Math.pow(value.applyAsInt(code & 0xff) / 32768.0, 2);
        }
        return Math.sqrt(sum / bytes.length);
    }

    private static int mu(int code) {
        int bits = ~code & 0x7f;
        return ((bits & 15) << 3) + 132 << (bits >> 4);
    }

    private static int a(int code) {
        int bits = (code ^ 0x55) & 0x7f;
        return bits < 16 ? (bits << 4) + 8 : ((bits & 15) << 4) + 264 << (bits >> 4) - 1;
    }
}
