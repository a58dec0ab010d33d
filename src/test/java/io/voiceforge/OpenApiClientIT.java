package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Speak;

/**
 * A client that openapi-generator makes of the document at {@code /q/openapi}, unmodified, against the packaged application. The
 * generator is a program of its own, which the build has put beside the application.
 */
class OpenApiClientIT {

    private static final Path GENERATOR = Path.of("target/openapi-generator/openapi-generator-cli.jar");
    private static final Path CALLS = Path.of("src/test/resources/client/Calls.java");
    private static final String OPTIONS = "invokerPackage=client,apiPackage=client.api,modelPackage=client.model,"
            + "openApiNullable=false,useJakartaEe=true,hideGenerationTimestamp=true";

    @TempDir
    Path directory;

    @Test
    void aGeneratedClientMakesItsCalls() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of())) {
            String document = gateway.uri("/q/openapi?format=json").toString();
            // validates the document first, and fails if it is not valid
            java("-jar", GENERATOR.toString(), "generate", "-g", "java", "--library", "native", "-i", document, "-o",
                    directory.resolve("source").toString(), "--additional-properties", OPTIONS, "--global-property",
                    "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false");
            compile();

            assertThat(java("-cp", directory.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"),
                    "Calls", gateway.uri("/").toString().replaceAll("/$", ""), Speak.KEY).lines()).containsExactly(
                            "health=healthy", "voices=81", "voice=Sarah", "speech=true", "segments=true", "echo=Good morning!",
                            "flow=Front desk", "problems=empty_flow", "elevenlabs=true", "openai=true", "scopes=true",
                            "refused=404");
        }
    }

    private void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", directory.resolve("classes").toString(),
                "-cp", System.getProperty("java.class.path"), CALLS.toString()));
        try (Stream<Path> sources = Files.walk(directory.resolve("source/src/main/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, arguments.toArray(String[]::new)))
                .isZero();
    }

    /** What the program prints; it must succeed. */
    private String java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
