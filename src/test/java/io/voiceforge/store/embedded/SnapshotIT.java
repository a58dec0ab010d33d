package io.voiceforge.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.voiceforge.testing.GatewayProcess;

/** The packaged program with a data directory. */
class SnapshotIT {

    @TempDir
    Path directory;

    @Test
    void readsItsFileAndKeepsASecondProcessAway() throws IOException {
        Files.writeString(directory.resolve("keys.json"), """
                {"version":1,"data":{"keys":[{"id":"7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11","secretHash":"aa","hint":"h",\
                "active":true,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","usage":0,"name":"n",\
                "rateLimit":1,"scopes":["speech"],"allowedIps":["10.0.0.0/8"],"metadata":"{}"}],"events":[{"keyId":\
                "7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11","at":"2026-01-01T00:00:00Z","actor":"admin","action":"CREATED",\
                "address":"::1","changes":[]}]}}""");
        Map<String, String> environment = Map.of("VOICEFORGE_DATA_DIR", directory.toString());
        try (GatewayProcess first = GatewayProcess.start(environment)) {
            assertThat(first.log()).contains("Keys read from " + directory.resolve("keys.json") + ": 1");

            try (GatewayProcess second = GatewayProcess.launch(environment)) {
                assertThat(second.exitStatus()).isNotZero();
                assertThat(second.log()).contains("in use by another process").doesNotContain("\tat ");
            }
        }
    }

    @Test
    void damagedFileStopsTheStartWithASentence() throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), "{\"version\":1,\"data\":{\"ke");

        try (GatewayProcess gateway = GatewayProcess.launch(Map.of("VOICEFORGE_DATA_DIR", directory.toString()))) {
            assertThat(gateway.exitStatus()).isNotZero();
            assertThat(gateway.log()).contains("VoiceForge cannot start: VOICEFORGE_DATA_DIR: the file " + file + " is damaged")
                    .doesNotContain("\tat ");
        }
        assertThat(file).hasContent("{\"version\":1,\"data\":{\"ke");
    }

    @Test
    void saysThatNothingIsKeptWithoutADirectory() {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of())) {
            assertThat(gateway.log()).contains("Keys are in memory only");
        }
    }
}
