package io.voiceforge.provider;

import static io.voiceforge.testing.Speak.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.FieldServers;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Pcm;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** Servers as people run them: the right audio under the right label, and the right provider after them. */
@QuarkusTest
@WithTestResource(FieldServers.class)
class FieldServersTest {

    private static final String RACHEL = "21m00Tcm4TlvDq8ikWAM";

    FieldServers servers;

    @TestHTTPResource("/")
    URI root;

    @Inject
    ProviderGuards guards;

    @BeforeEach
    void reset() {
        servers.reset();
        guards.closeAll();
    }

    // ---- speech

    /** {@code asked}: what the server was asked for, the last time. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            kokoro,     mp3,  audio/mpeg, mp3
            kokoro,     wav,  audio/wav,  wav
            kokoro,     pcm,  audio/pcm,  wav
            speaches,   wav,  audio/wav,  wav
            speaches,   pcm,  audio/pcm,  wav
            orpheus,    wav,  audio/wav,  wav
            orpheus,    pcm,  audio/pcm,  wav
            orpheus,    mp3,  audio/mpeg, mp3
            orpheus,    flac, audio/flac, flac
            chatterbox, mp3,  audio/mpeg, mp3
            chatterbox, flac, audio/flac, wav
            chatterbox, pcm,  audio/pcm,  wav
            groq,       wav,  audio/wav,  wav
            groq,       mp3,  audio/mpeg, wav
            groq,       opus, audio/ogg,  wav
            strict,     wav,  audio/wav,  wav
            openedai,   mp3,  audio/mpeg, mp3
            openedai,   pcm,  audio/pcm,  wav
            eleven,     mp3,  audio/mpeg, mp3_44100_128
            eleven,     wav,  audio/wav,  pcm_24000
            eleven,     pcm,  audio/pcm,  pcm_24000
            """)
    void speaksInTheCallersFormat(String server, String format, String type, String asked) {
        HttpResponse<byte[]> response = speak(server + "/", "alloy", format);

        assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.ISO_8859_1)).isEqualTo(200);
        assertThat(header(response, "X-VoiceForge-Provider")).isEqualTo(server);
        assertThat(header(response, "Content-Type")).startsWith(type);
        assertIs(format, response.body());
        assertThat(lastFormat(server)).isEqualTo(asked);
    }

    @Test
    void learnsFromOneRefusal() {
        speak("groq/", "alloy", "mp3");
        int before = servers.of("groq").seen().size();
        speak("groq/", "alloy", "mp3");
        assertThat(servers.of("groq").seen()).hasSize(before + 1);

        speakAs("strict/", "alloy", "wav", "whisper");
        servers.of("strict").seen().clear();
        assertThat(speakAs("strict/", "alloy", "wav", "whisper").statusCode()).isEqualTo(200);
        assertThat(servers.of("strict").seen()).singleElement()
                .satisfies(seen -> assertThat(seen.body().containsKey("instructions")).isFalse());
    }

    @Test
    void getsNoMemberThatItMayRefuse() {
        speakAs("kokoro/", "en-us-sarah-f", "mp3", "whisper");

        assertThat(servers.of("kokoro").seen().get(0).body().fieldNames()).containsExactlyInAnyOrder("model", "input", "voice",
                "response_format", "speed");
    }

    @ParameterizedTest
    @CsvSource({ "en-us-sarah-f, af_heart", "en-us-david-m, am_adam", "alloy, af_heart", "onyx, am_onyx", "echo, am_adam",
            "en-gb-henry-m, bm_george", "de-anna-f, de_eva", "kokoro:af_heart, af_heart" })
    void getsItsOwnNameForAVoice(String voice, String name) {
        HttpResponse<byte[]> response = speak("kokoro/", voice, "mp3");

        assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(200);
        assertThat(servers.of("kokoro").seen().get(0).body().getString("voice")).isEqualTo(name);
    }

    @Test
    void anUnknownVoiceOfANamedProviderIsTheOperatorsFault() {
        HttpResponse<byte[]> response = speak("tts-1", "alloy", "mp3");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "X-VoiceForge-Provider")).isEqualTo("kokoro");
        assertThat(servers.of("stale").seen()).hasSize(1);
        JsonObject health = health("stale");
        assertThat(health.getString("status")).isEqualTo("misconfigured");
        assertThat(health.getString("lastError")).isEqualTo("rejected_operator");
        assertThat(health.getString("since")).isNotNull();
    }

    @Test
    void anUnknownModelIsTheOperatorsFaultUnlessTheCallerHasChosenIt() {
        HttpResponse<byte[]> pinned = speak("speaches/missing", "alloy", "mp3");
        assertThat(pinned.statusCode()).isEqualTo(404);
        assertThat(health("speaches").getString("status")).isEqualTo("up");

        HttpResponse<byte[]> chat = chat("gpt-4o");
        assertThat(chat.statusCode()).isEqualTo(200);
        assertThat(header(chat, "X-VoiceForge-Provider")).isEqualTo("vllm");
        assertThat(health("ollama").getString("status")).isEqualTo("misconfigured");

        assertThat(chat("llama3.2").statusCode()).isEqualTo(200);
        assertThat(health("ollama").getString("status")).isEqualTo("up");
    }

    @Test
    void whatTheCallerDoesWrongEndsTheChain() {
        HttpResponse<byte[]> response = Speak.bytes(root.resolve("/v1/chat/completions"),
                Completions.ask("x".repeat(2000)).put("model", "llama3.2"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(servers.of("vllm").seen()).isEmpty();
        assertThat(health("ollama").getString("status")).isEqualTo("up");
    }

    @Test
    void aCallersOwnVoiceThatIsUnknownIsTheCallersFault() {
        HttpResponse<byte[]> response = speak("tts-1", "kokoro:nobody", "mp3");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(servers.of("stale").seen()).isEmpty();
        assertThat(health("kokoro").getString("status")).isEqualTo("up");
        assertThat(speak("orpheus/", "kokoro:af_heart", "mp3").statusCode()).isEqualTo(400);
        assertThat(speak("tts-1", "nobody:af_heart", "mp3").statusCode()).isEqualTo(400);
    }

    @Test
    void aVoiceThatAProviderHasNoNameForIsLeftToTheNext() {
        HttpResponse<byte[]> response = speak("eleven/", "onyx", "mp3");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(servers.of("eleven").seen()).isEmpty();
        assertThat(guards.states(new ProviderId("eleven"))).containsEntry("speech", "closed");
    }

    // ---- lists

    @Test
    void voicesAreListedUnderTheirProvidersNameAndCanBeUsed() {
        assertThat(strings(get("/v1/audio/voices").getJsonArray("voices"), "id")).hasSize(81 + 5)
                .contains("en-us-sarah-f", "kokoro:af_heart", "kokoro:am_adam", "orpheus:tara", "orpheus:leah",
                        "eleven:" + RACHEL);
        assertThat(strings(get("/v1/voices").getJsonArray("voices"), "voice_id")).hasSize(81 + 5).contains("kokoro:af_heart");
        JsonObject page = get("/v2/voices?search=rachel");
        assertThat(strings(page.getJsonArray("voices"), "voice_id")).containsExactly("eleven:" + RACHEL);
        assertThat(page.getJsonArray("voices").getJsonObject(0).getJsonObject("labels").getString("gender"))
                .isEqualTo("female");
        assertThat(get("/v1/voices/kokoro:af_heart").getString("voice_id")).isEqualTo("kokoro:af_heart");

        HttpResponse<byte[]> response = Speak.bytes(root.resolve("/v1/text-to-speech/kokoro:am_adam"),
                new JsonObject().put("text", "Hello"));
        assertThat(response.statusCode()).isEqualTo(200);
        FakeProvider.Seen seen = servers.of("kokoro").seen().get(servers.of("kokoro").seen().size() - 1);
        assertThat(seen.body().getString("voice")).isEqualTo("am_adam");
    }

    @Test
    void speakingAsksForNoList() {
        speak("kokoro/", "kokoro:af_heart", "mp3");

        assertThat(servers.of("kokoro").seen()).extracting(FakeProvider.Seen::path).containsExactly("/v1/audio/speech");
    }

    @Test
    void modelsAreListedUnderTheirProvidersName() {
        assertThat(strings(get("/v1/models").getJsonArray("data"), "id")).contains("kokoro/kokoro", "kokoro/kokoro-model",
                "ollama/ollama-model", "eleven/eleven_flash_v2_5");
    }

    @Test
    void aServerWithoutAListOfModelsOffersTheConfiguredOneAndIsUp() {
        servers.of("whispercpp").healthWill(FakeProvider.status(404));

        assertThat(strings(get("/v1/models").getJsonArray("data"), "id")).contains("whispercpp/small");
        assertThat(health("whispercpp").getString("status")).isEqualTo("up");
    }

    @Test
    void aFormatThatNobodyCanMakeOfWhatTheServerSendsIsAskedForOnce() {
        assertThat(speak("orpheus/", "alloy", "aac").statusCode()).isEqualTo(502);
        int asked = servers.of("orpheus").seen().size();

        HttpResponse<byte[]> again = speak("orpheus/", "alloy", "aac");

        assertThat(again.statusCode()).isEqualTo(503);
        assertThat(servers.of("orpheus").seen()).hasSize(asked);
    }

    // ---- transcription

    @ParameterizedTest
    @CsvSource({ "speaches, /v1/audio/transcriptions", "groq, /v1/audio/transcriptions", "vllm, /v1/audio/transcriptions",
            "whispercpp, /inference", "eleven, /v1/speech-to-text" })
    void transcribes(String server, String path) {
        HttpResponse<String> voiceforge = Upload.of("audio", "a.wav", Sound.wav(16_000, 1)).field("model", server + "/")
                .post(root.resolve("/api/stt"));
        HttpResponse<String> openai = Upload.of("file", "a.wav", Sound.wav(16_000, 1)).field("model", server + "/")
                .post(root.resolve("/v1/audio/transcriptions"));

        assertThat(openai.statusCode()).as(openai.body()).isEqualTo(200);
        assertThat(new JsonObject(openai.body()).getString("text")).isEqualTo(FieldServers.TEXT);
        assertThat(header(openai, "X-VoiceForge-Provider")).isEqualTo(server);
        assertThat(voiceforge.statusCode()).as(voiceforge.body()).isEqualTo(200);
        assertThat(servers.of(server).seen()).extracting(FakeProvider.Seen::path).contains(path).doesNotContain("/v1/models");
    }

    // ---- chat

    @Test
    void aStreamWithoutTheOptionThatReportsItsTokensIsAStream() {
        assertThat(streamed("vllm/").body()).contains("Hello from vllm").contains("[DONE]");
        assertThat(servers.of("vllm").seen().get(0).body().containsKey("stream_options")).isFalse();

        assertThat(streamed("strict/").body()).contains("Hello from strict");
        servers.of("strict").seen().clear();
        assertThat(streamed("strict/").body()).contains("Hello from strict");
        assertThat(servers.of("strict").seen()).singleElement()
                .satisfies(seen -> assertThat(seen.body().containsKey("stream_options")).isFalse());
    }

    // ---- health

    @Test
    void healthHasARowForEach() {
        speak("kokoro/", "alloy", "mp3");

        JsonObject kokoro = health("kokoro");
        assertThat(kokoro.getString("status")).isEqualTo("up");
        assertThat(kokoro.getJsonObject("breakers").getString("speech")).isEqualTo("closed");
        assertThat(kokoro.getJsonObject("firstByteMillis").getLong("speech")).isBetween(0L, 2000L);
        assertThat(kokoro.getString("since")).isEqualTo(health("kokoro").getString("since"));
        assertThat(Meters.sum(root,
                "voiceforge_provider_calls_total{operation=\"speech\",outcome=\"success\",provider=\"kokoro\"}"))
                .isPositive();
        assertThat(health("openai").fieldNames()).containsExactly("status");
    }

    private HttpResponse<byte[]> speak(String model, String voice, String format) {
        return speakAs(model, voice, format, null);
    }

    private HttpResponse<byte[]> speakAs(String model, String voice, String format, String instructions) {
        return Speak.bytes(root.resolve("/v1/audio/speech"), new JsonObject().put("model", model).put("input", "Hello")
                .put("voice", voice).put("response_format", format).put("instructions", instructions));
    }

    private HttpResponse<byte[]> chat(String model) {
        return Speak.bytes(root.resolve("/v1/chat/completions"), Completions.ask("Hello").put("model", model));
    }

    private HttpResponse<String> streamed(String model) {
        return Speak
                .send(Speak.request(root.resolve("/v1/chat/completions"), Completions.askStreamed("Hello").put("model", model))
                        .build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A second of 440 Hz, whatever the server's rate was, or what the server has encoded itself. */
    private static void assertIs(String format, byte[] audio) {
        switch (format) {
            case "wav" -> assertIsTone(Pcm.ofWav(audio));
            case "pcm" -> {
                ByteBuffer bytes = ByteBuffer.wrap(audio).order(ByteOrder.LITTLE_ENDIAN);
                double[] samples = new double[audio.length / 2];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = bytes.getShort() / 32768.0;
                }
                assertIsTone(new Pcm(samples, 24_000));
            }
            case "mp3" ->
                assertThat(Sound.isMp3(audio) || new String(audio, StandardCharsets.US_ASCII).startsWith("ID3")).isTrue();
            case "flac" -> assertThat(new String(audio, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("fLaC");
            default -> assertThat(new String(audio, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("OggS");
        }
    }

    private static void assertIsTone(Pcm sound) {
        assertThat(sound.seconds()).isCloseTo(1, within(0.02));
        int rising = 0;
        for (int i = 1; i < sound.samples().length; i++) {
            rising += sound.samples()[i - 1] < 0 && sound.samples()[i] >= 0 ? 1 : 0;
        }
        assertThat(rising).isBetween(430, 450);
    }

    private String lastFormat(String server) {
        List<FakeProvider.Seen> seen = servers.of(server).seen();
        FakeProvider.Seen last = seen.get(seen.size() - 1);
        return server.equals("eleven") ? last.query().replaceFirst(".*output_format=", "")
                : last.body().getString("response_format");
    }

    private JsonObject health(String provider) {
        return get("/api/health").getJsonObject("providers").getJsonObject(provider);
    }

    private static List<String> strings(JsonArray objects, String member) {
        return objects.stream().map(object -> ((JsonObject) object).getString(member)).toList();
    }

    private JsonObject get(String path) {
        return new JsonObject(Speak.send(Speak.request(root.resolve(path), new JsonObject()).GET().build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }
}
