package io.voiceforge.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ./mvnw decides, with a home and a PATH that hold nothing but what a test has put there: no network, no real repository.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class MvnwTest {

    private static final String VERSION = "3.9.11";
    private static final List<String> TOOLS = List.of("sh", "sed", "awk", "ls", "sort", "dirname", "mkdir", "mktemp", "rm",
            "mv",
            "cut", "chmod", "sha512sum", "shasum", "cat");

    @TempDir
    Path dir;
    private Path bin;
    private Path home;
    private Path dists;

    private record Result(int status, String out, String err) {
    }

    @BeforeEach
    void makeAWorldOfItsOwn() throws IOException {
        bin = Files.createDirectory(dir.resolve("bin"));
        home = Files.createDirectory(dir.resolve("home"));
        dists = home.resolve(".m2/wrapper/dists");
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
                Path program = Path.of(place, tool);
                if (Files.isExecutable(program)) {
                    Files.createSymbolicLink(bin.resolve(tool), program);
                    break;
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "3.9.0", "3.9.11", "3.10.1", "4.0.0-rc-4", "10.0.0" })
    void usesTheMavenOnThePathWhenItIsNewEnough(String version) throws Exception {
        // Given
        fakeMaven(bin.resolve("mvn"), version, "");

        // When
        Result result = mvnw();

        // Then
        assertThat(result.out()).isEqualTo("maven " + version + " runs: -q test -Dname=a b *\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void readsAVersionThroughColoursAndAWarning() throws Exception {
        // Given
        script(bin.resolve("mvn"), """
                if [ "$1" = -v ]; then
                  echo "WARNING: something about the JVM"
                  printf '\\033[1mApache Maven 3.9.6 (abc)\\033[0m\\n'
                else
                  echo "runs"
                fi
                """);

        // Then
        assertThat(mvnw().out()).isEqualTo("runs\n");
    }

    @Test
    void handsOnTheProjectsDirectoryAndTheExitStatus() throws Exception {
        // Given
        script(bin.resolve("mvn"), """
                if [ "$1" = -v ]; then
                  echo "Apache Maven 3.9.6"
                else
                  echo "$MAVEN_PROJECTBASEDIR"
                  exit 7
                fi
                """);

        // When
        Result result = mvnw();

        // Then
        assertThat(result.out()).isEqualTo(Path.of("").toRealPath() + "\n");
        assertThat(result.status()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = { "apache-maven-3.9.9", "apache-maven-3.9.9-bin/4nf9hui3q3djbarqar9g711ggc/apache-maven-3.9.9",
            "apache-maven-3.9.9/3477a4f1" })
    void usesACopyThatAWrapperHasLeftWhenThereIsNoneOnThePath(String place) throws Exception {
        // Given
        fakeMaven(dists.resolve(place).resolve("bin/mvn"), "3.9.9", "");

        // Then
        assertThat(mvnw().out()).startsWith("maven 3.9.9 runs");
    }

    @ParameterizedTest
    @CsvSource({ "3.8.7", "3.6.3", "2.2.1", "nonsense" })
    void usesSuchACopyRatherThanAnOlderMavenOnThePath(String older) throws Exception {
        // Given
        fakeMaven(bin.resolve("mvn"), older, "echo 'must not run' >&2; exit 1");
        fakeMaven(dists.resolve("apache-maven-3.8.1/bin/mvn"), "3.8.1", "");
        fakeMaven(dists.resolve("apache-maven-3.9.2/bin/mvn"), "3.9.2", "");

        // When
        Result result = mvnw();

        // Then
        assertThat(result.out()).startsWith("maven 3.9.2 runs");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void looksForCopiesWhereMavenUserHomeSays() throws Exception {
        // Given
        Path elsewhere = dir.resolve("else where");
        fakeMaven(elsewhere.resolve("wrapper/dists/apache-maven-3.9.9/bin/mvn"), "3.9.9", "");

        // Then
        assertThat(mvnw(Map.of("MAVEN_USER_HOME", elsewhere.toString())).out()).startsWith("maven 3.9.9 runs");
    }

    @Test
    void refusesAMavenThatAnOlderOneFetchedWhenItsChecksumIsWrong() throws Exception {
        // Given
        fakeMaven(bin.resolve("mvn"), "3.8.7", """
                echo "asked for: $*" >&2
                echo "in: $(ls -a)" >&2
                echo "not Maven" > apache-maven-%s-bin.zip
                exit 0
                """.formatted(VERSION));

        // When
        Result result = mvnw();

        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("mvnw: fetching Maven " + VERSION)
                .contains("-Dartifact=org.apache.maven:apache-maven:" + VERSION + ":zip:bin")
                .containsPattern("mvnw: the SHA-512 of the fetched Maven is [0-9a-f]{128}, expected [0-9a-f]{128}");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refusesADownloadWhoseChecksumIsWrong() throws Exception {
        // Given
        script(bin.resolve("curl"), """
                echo "curl $*" >&2
                while [ $# -gt 1 ]; do
                  [ "$1" != -o ] || echo "a login page" > "$2"
                  shift
                done
                """);

        // When
        Result result = mvnw(Map.of("MVNW_REPOURL", "https://mirror.example/maven/"));

        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("curl -fsSL")
                .contains("https://mirror.example/maven/org/apache/maven/apache-maven/" + VERSION + "/apache-maven-" + VERSION
                        + "-bin.zip")
                .contains("mvnw: the SHA-512 of the fetched Maven is ");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fallsBackToADownloadWhenTheOlderMavenCannotFetch() throws Exception {
        // Given
        fakeMaven(bin.resolve("mvn"), "3.8.7", "echo 'no route to host' >&2; exit 1");
        script(bin.resolve("wget"), "echo \"wget $*\" >&2; exit 4\n");

        // When
        Result result = mvnw();

        // Then
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("no route to host").contains("wget -q -O").contains("https://archive.apache.org/");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void saysWhatToDoWhenThereIsNoWayToGetMaven() throws Exception {
        // When
        Result result = mvnw();

        // Then
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .endsWith("mvnw: neither curl nor wget is installed; install Maven 3.9 or newer instead\n");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void worksFromAnotherDirectory() throws Exception {
        // Given
        fakeMaven(bin.resolve("mvn"), "3.9.9", "");

        // When
        Result result = run(home, Map.of(), Path.of("mvnw").toAbsolutePath().toString(), "verify");

        // Then
        assertThat(result.out()).isEqualTo("maven 3.9.9 runs: verify\n");
    }

    private Result mvnw() throws Exception {
        return mvnw(Map.of());
    }

    private Result mvnw(Map<String, String> environment) throws Exception {
        return run(Path.of("").toAbsolutePath(), environment, "./mvnw", "-q", "test", "-Dname=a b *");
    }

    private Result run(Path in, Map<String, String> environment, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(bin.resolve("sh").toString()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).directory(in.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(dir.resolve("out").toFile()).redirectError(dir.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(dir.resolve("out")), Files.readString(dir.resolve("err")));
    }

    /** @param otherwise what it does instead of saying what it was asked for */
    private static void fakeMaven(Path file, String version, String otherwise) throws IOException {
        script(file, """
                if [ "$1" = -v ]; then
                  echo "Apache Maven %s (0000000000)"
                  echo "Maven home: /nowhere"
                  exit 0
                fi
                %s
                echo "maven %s runs: $*"
                """.formatted(version, otherwise, version));
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
