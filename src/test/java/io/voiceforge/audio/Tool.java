package io.voiceforge.audio;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that others have written for audio, where they are installed. Tests that need one are skipped elsewhere. */
final class Tool {

    private Tool() {
    }

    /**
     * A tone of that many seconds.
     *
     * @param encoding the file's ending, and options of ffmpeg
     */
    static byte[] encode(double seconds, String encoding) {
        List<String> words = new ArrayList<>(List.of(encoding.split(" ")));
        String file = "tone." + words.remove(0);
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                String.format(Locale.ROOT, "sine=frequency=440:sample_rate=48000:duration=%s", seconds)));
        command.addAll(words);
        boolean toPipe = words.contains("pipe:1");
        if (!toPipe) {
            command.add(file);
        }
        return in(directory -> {
            byte[] output = run(directory, command);
            return toPipe ? output : Files.readAllBytes(directory.resolve(file));
        });
    }

    interface Work<T> {
        T in(Path directory) throws IOException;
    }

    /** Does that in a directory that is gone afterwards. */
    static <T> T in(Work<T> work) {
        try {
            Path directory = Files.createTempDirectory("voiceforge-audio");
            try {
                return work.in(directory);
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the program writes; it must end well, and in time. */
    static byte[] run(Path directory, List<String> command) throws IOException {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, command.get(0)))),
                command.get(0) + " is not installed");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(output.toFile())
                .redirectError(directory.resolve("errors").toFile()).start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + Files.readString(directory.resolve("errors")));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllBytes(output);
    }
}
