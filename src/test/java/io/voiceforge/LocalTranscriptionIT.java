package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;

/** Programs of this machine transcribe for the packaged gateway. */
@DisabledOnOs(OS.WINDOWS)
class LocalTranscriptionIT {

    private static final Path SENTENCE = Path.of("/usr/share/pocketsphinx/test/data/goforward.raw");
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    @Test
    void pocketsphinxUnderstandsDebiansSentence(@TempDir Path temporary) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/pocketsphinx_continuous")), "pocketsphinx is not installed");
        assumeTrue(Files.isDirectory(Path.of("/usr/share/pocketsphinx/model/en-us")), "pocketsphinx-en-us is not installed");
        assumeTrue(Files.exists(SENTENCE), "pocketsphinx-testdata is not installed");
        byte[] sentence = Files.readAllBytes(SENTENCE);
        try (GatewayProcess gateway = GatewayProcess.start(
                Map.of("PATH", PATH, "VOICEFORGE_LOCAL_TRANSCRIPTION", "pocketsphinx"), "-Djava.io.tmpdir=" + temporary)) {
            HttpResponse<String> answer = upload(sentence).field("response_format", "verbose_json").post(uri(gateway));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonObject transcript = new JsonObject(answer.body());
            assertThat(transcript.getString("text")).isEqualTo("go forward ten meters");
            assertThat(transcript.getString("language")).isEqualTo("en");
            assertThat(transcript.getDouble("duration")).isEqualTo(sentence.length / 32_000.0);
            assertThat(Speak.header(answer, "X-VoiceForge-Provider")).isEqualTo("local");
            assertThat(Speak.header(answer, "X-VoiceForge-Model")).isEqualTo("pocketsphinx");
            HttpResponse<String> german = upload(sentence).field("language", "de").post(uri(gateway));
            assertThat(german.statusCode()).isEqualTo(503);
            assertThat(german.body()).contains("no_provider");

            // so long that it is at work when it is killed
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                longer.writeBytes(sentence);
            }
            CompletableFuture<HttpResponse<String>> killed = HttpClient.newHttpClient().sendAsync(
                    Upload.request(uri(gateway), upload(longer.toByteArray()).closed()).build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> gateway.handle().descendants().count() == 1);
            gateway.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            assertThat(killed.join().statusCode()).as(killed.join().body()).isEqualTo(503);

            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith("voiceforge-"))).isEmpty();
            }
            assertThat(gateway.log()).contains("Local transcription: pocketsphinx").doesNotContain("ERROR");
        }
    }

    @Test
    void whatIsNotInstalledIsSaidOnce() {
        try (GatewayProcess gateway = GatewayProcess.start(
                Map.of("PATH", "/nowhere", "VOICEFORGE_LOCAL_TRANSCRIPTION", "pocketsphinx"))) {
            HttpResponse<String> answer = upload(new byte[32_000]).post(uri(gateway));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("no_provider", "VOICEFORGE_LOCAL_TRANSCRIPTION");
            assertThat(gateway.log().lines().filter(line -> line.contains("pocketsphinx"))).singleElement().asString()
                    .contains("apt-get install pocketsphinx pocketsphinx-en-us");
        }
    }

    @Test
    void anyProgramIsBoundedInTimeAndLearnsNoSecret() {
        String secret = "admin-" + "x".repeat(20);
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("PATH", PATH, "ADMIN_TOKEN", secret,
                "AI_INTEGRATIONS_OPENAI_API_KEY", secret, "VOICEFORGE_DEFAULT_API_KEY", Speak.KEY,
                "VOICEFORGE_TRANSCRIPTION_ORDER", "local", "VOICEFORGE_LIMITS_TRANSCRIPTION_FIRST_BYTE", "5s",
                "VOICEFORGE_LOCAL_TRANSCRIPTION_COMMAND",
                "sh -c 'test {language} = auto || exec tail -f /dev/null; env; wc -c'"))) {
            String environment = upload(new byte[32_000]).post(uri(gateway)).body();
            // the audio was on standard input
            assertThat(environment).contains("PATH=" + PATH, " 32044\"").doesNotContain(secret, "VOICEFORGE");

            HttpResponse<String> late = upload(new byte[32_000]).field("language", "de").post(uri(gateway));
            assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
            await().until(() -> gateway.handle().descendants().findAny().isEmpty());
        }
    }

    @Test
    void settingThatCannotBeUsedEndsTheStart() {
        for (Map<String, String> wrong : Arrays.asList(
                Map.of("VOICEFORGE_LOCAL_TRANSCRIPTION", "sphinx"),
                Map.of("VOICEFORGE_LOCAL_TRANSCRIPTION_COMMAND", "cat {flie}"))) {
            try (GatewayProcess gateway = GatewayProcess.launch(wrong)) {
                assertThat(gateway.exitStatus()).isEqualTo(1);
                assertThat(gateway.log().strip()).startsWith("VoiceForge cannot start: VOICEFORGE_LOCAL_TRANSCRIPTION")
                        .doesNotContain("\n");
            }
        }
    }

    private static Upload upload(byte[] samples) {
        ByteBuffer wav = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(Sound.wav(16_000, samples.length / 32_000.0), 0, 44).put(samples);
        return Upload.of("file", "sentence.wav", wav.array()).field("model", "whisper-1");
    }

    private static java.net.URI uri(GatewayProcess gateway) {
        return gateway.uri("/v1/audio/transcriptions");
    }
}
