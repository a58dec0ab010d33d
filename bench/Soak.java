import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mix of requests, one after the other on each connection, each answer checked for completeness:
 * {@code java Soak.java url key folder pid minutes connections}. The folder has what is sent and what the provider answers; the
 * process is the gateway's. Prints a row for each minute, and fails at any error, or when the gateway's memory grows by more
 * than 5 % from the second minute to the last.
 */
class Soak {

    private static final double MOST_GROWTH = 1.05;
    private static final int DETAILS = 3;
    private static final int DETAIL_CHARACTERS = 300;
    private static final Pattern LIVE_BYTES = Pattern.compile("Total +\\d+ +(\\d+)");

    /** @param problem what is missing in an answer; null when it is complete */
    private record Kind(String name, HttpRequest request, Function<byte[], String> problem) {
    }

    /** @param heap what is alive in it; 0 in a native process */
    private record Megabytes(double rss, double heap) {
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String key;
    private final List<Kind> kinds;
    private final String pid;
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean isOver;

    Soak(String[] args) throws IOException {
        base = URI.create(args[0]);
        key = args[1];
        pid = args[3];
        Path folder = Path.of(args[2]);
        byte[] speech = Files.readAllBytes(folder.resolve("speech16"));
        String events = Files.readString(folder.resolve("stream20/answer"));
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Good morning\"}]";
        kinds = List.of(
                new Kind("chat", json("chat/completions", "{\"model\":\"openai/fake\"," + messages + "}"),
                        body -> text(body).endsWith("\"total_tokens\":12}}") ? null : "incomplete"),
                new Kind("chat stream",
                        json("chat/completions", "{\"model\":\"stream20/fake\",\"stream\":true," + messages + "}"),
                        body -> text(body).equals(events) ? null : missingIn(text(body))),
                new Kind("speech",
                        json("audio/speech", "{\"model\":\"openai/tts-1\",\"input\":\"Good morning\",\"voice\":\"alloy\"}"),
                        body -> Arrays.equals(body, speech) ? null : body.length + " of " + speech.length + " bytes"),
                // eight pieces of five frames
                new Kind("speech in pieces",
                        json("audio/speech", "{\"model\":\"patient/tts-1\",\"input\":\"Good morning\",\"voice\":\"alloy\"}"),
                        body -> body.length == 8 * 5 * 417 ? null : body.length + " bytes"),
                new Kind("transcription",
                        request("audio/transcriptions", "multipart/form-data; boundary=b",
                                Files.readAllBytes(folder.resolve("form"))),
                        body -> text(body).contains("\"Good morning.\"") ? null : "incomplete"));
    }

    public static void main(String[] args) throws Exception {
        boolean passed = new Soak(args).run(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        System.exit(passed ? 0 : 1);
    }

    private HttpRequest json(String path, String body) {
        return request(path, "application/json", body.getBytes(UTF_8));
    }

    private HttpRequest request(String path, String type, byte[] body) {
        return HttpRequest.newBuilder(base.resolve("/v1/" + path)).header("X-API-Key", key).header("Content-Type", type)
                .timeout(Duration.ofSeconds(30)).POST(BodyPublishers.ofByteArray(body)).build();
    }

    private static String text(byte[] body) {
        return new String(body, UTF_8);
    }

    private static String missingIn(String events) {
        return events.endsWith("data: [DONE]\n\n") ? "other events" : "no [DONE] at the end";
    }

    private boolean run(int minutes, int connections) throws Exception {
        Thread[] users = new Thread[connections];
        for (int user = 0; user < connections; user++) {
            int first = user;
            users[user] = new Thread(() -> send(first));
            users[user].start();
        }
        System.out.println("| minute | requests a second | failed | RSS MB | live heap MB |\n|---|---|---|---|---|");
        Megabytes second = null;
        Megabytes last = null;
        for (int minute = 1; minute <= minutes; minute++) {
            last = minute(minute);
            second = minute == 2 ? last : second;
        }
        isOver = true;
        for (Thread user : users) {
            user.join();
        }
        System.out.println("\n" + total + " requests: " + requests + ", " + failed + " failed");
        failures.forEach((kind, count) -> System.out.println("failed: " + kind + ": " + count));
        boolean grew = second != null && (grew("RSS", second.rss, last.rss) | grew("heap", second.heap, last.heap));
        return failed.get() == 0 && total.get() > 0 && !grew;
    }

    private static boolean grew(String what, double from, double to) {
        boolean grew = to > from * MOST_GROWTH;
        if (grew) {
            System.out.printf("%s grew by more than 5 %%: from %.1f MB in the second minute to %.1f MB%n", what, from, to);
        }
        return grew;
    }

    /** What one connection sends, each kind in turn. */
    private void send(int first) {
        for (int i = first; !isOver; i++) {
            Kind kind = kinds.get(i % kinds.size());
            try {
                HttpResponse<byte[]> response = client.send(kind.request, BodyHandlers.ofByteArray());
                String problem = response.statusCode() == 200 ? kind.problem.apply(response.body())
                        : "status " + response.statusCode();
                if (problem != null) {
                    fail(kind, problem, response.headers().map() + " " + text(response.body()));
                }
            } catch (IOException e) {
                fail(kind, e.getClass().getSimpleName(), e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            total.incrementAndGet();
            requests.computeIfAbsent(kind.name, name -> new LongAdder()).increment();
        }
    }

    /** Of each kind of failure, the details of the first few are shown, by their ends: that is where something is missing. */
    private void fail(Kind kind, String problem, String detail) {
        failed.incrementAndGet();
        LongAdder count = failures.computeIfAbsent(kind.name + ", " + problem, name -> new LongAdder());
        count.increment();
        if (count.sum() <= DETAILS) {
            String all = String.valueOf(detail);
            String shown = all.length() <= DETAIL_CHARACTERS ? all : "…" + all.substring(all.length() - DETAIL_CHARACTERS);
            System.err.println(kind.name + ", " + problem + ": " + shown);
        }
    }

    /** Waits for a minute and reports on it; the resident size is the mean of its seconds. */
    private Megabytes minute(int number) throws Exception {
        long start = System.nanoTime();
        long sentBefore = total.get();
        long failedBefore = failed.get();
        double rss = 0;
        int samples = 0;
        while (System.nanoTime() - start < 60_000_000_000L) {
            Thread.sleep(1000);
            rss += rss();
            samples++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Megabytes used = new Megabytes(rss / samples, heap());
        System.out.printf("| %d | %.0f | %d | %.1f | %.1f |%n", number, (total.get() - sentBefore) / seconds,
                failed.get() - failedBefore, used.rss, used.heap);
        return used;
    }

    private double rss() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Integer.parseInt(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the gateway has ended");
    }

    /** Collects all garbage first. */
    private double heap() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("jcmd", pid, "GC.class_histogram").redirectErrorStream(true).start();
        Matcher total = LIVE_BYTES.matcher(text(process.getInputStream().readAllBytes()));
        process.waitFor();
        return total.find() ? Long.parseLong(total.group(1)) / 1024.0 / 1024.0 : 0;
    }
}
