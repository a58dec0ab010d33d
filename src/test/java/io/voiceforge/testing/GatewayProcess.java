package io.voiceforge.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * The packaged program as its users run it: its own process, an environment with nothing in it but what the test gives,
 * loopback only. The native binary is taken when there is one.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Path BINARY = Path.of(System.getProperty("native.image.path", "none"));
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    /** Half the processor time of a start is the optimizing compiler's, which pays only in the long run. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** A few of them on a machine that is idle. */
    private static final int START_SECONDS = 180;

    /** What the process does in a moment, and on a machine that is busy with other things in a long one. */
    private static final int PATIENCE_SECONDS = 180;

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    private final Process process;
    private final int port;
    private final StringBuffer log = new StringBuffer();
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final Thread reader = new Thread(this::readLog, "gateway-log");

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts and waits until it listens; fails with its log when it ends before. */
    public static GatewayProcess start(Map<String, String> environment, String... jvmOptions) {
        GatewayProcess gateway = launch(environment, jvmOptions);
        gateway.listening.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
        return gateway;
    }

    /** Starts without waiting; for starts that must fail. */
    public static GatewayProcess launch(Map<String, String> environment, String... jvmOptions) {
        return launch(List.of(), Path.of("").toAbsolutePath(), environment, jvmOptions);
    }

    /** As {@link #start}, by another program and in another directory. */
    public static GatewayProcess startBy(List<String> program, Path directory, Map<String, String> environment,
            String... jvmOptions) {
        GatewayProcess gateway = launch(program, directory, environment, jvmOptions);
        gateway.listening.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
        return gateway;
    }

    private static GatewayProcess launch(List<String> program, Path directory, Map<String, String> environment,
            String... jvmOptions) {
        try {
            int port = environment.containsKey("PORT") && environment.get("PORT").matches("[0-9]{4,5}")
                    ? Integer.parseInt(environment.get("PORT"))
                    : freePort();
            List<String> command = new ArrayList<>(program);
            command.addAll(command("-Dquarkus.http.host=127.0.0.1", jvmOptions));
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().put("PORT", String.valueOf(port));
            builder.environment().putAll(environment);
            GatewayProcess gateway = new GatewayProcess(builder.start(), port);
            gateway.reader.setDaemon(true);
            gateway.reader.start();
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit status of the program with one argument, for what is not the gateway itself. */
    public static int run(Map<String, String> environment, String argument) {
        try {
            List<String> command = command("-Dquarkus.http.host=127.0.0.1");
            command.add(argument);
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().clear();
            builder.environment().putAll(environment);
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> command(String property, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        if (isNative()) {
            command.add(BINARY.toAbsolutePath().toString());
            command.add(property);
        } else {
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(SHORT_LIVED);
            command.addAll(List.of(jvmOptions));
            command.addAll(List.of(property, "-jar", JAR.toAbsolutePath().toString()));
        }
        return command;
    }

    /** Whether it is the native binary that is started. */
    public static boolean isNative() {
        return Files.isExecutable(BINARY);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public int port() {
        return port;
    }

    public String log() {
        return log.toString();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** SIGTERM. */
    public void terminate() {
        // the process's own method would close its output too, and what it says at its end would be lost
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end, and for all that the log says; the exit status. */
    public int exitStatus() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The process does not end:\n" + log);
            }
            reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readLog() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.append(line).append('\n');
                if (line.contains("Listening on")) {
                    listening.complete(null);
                }
            }
        } catch (IOException e) {
            log.append(e).append('\n');
        }
        listening.completeExceptionally(new AssertionError("The process ended before it listened:\n" + log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
