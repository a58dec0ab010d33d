import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The time to the first byte of a response's body, over one connection: {@code java FirstByte.java url key body-file warm-up count}
 * prints the 50th and the 99th percentile in milliseconds, and how many failed.
 */
class FirstByte {

    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0]))
                .header("X-API-Key", args[1])
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(Path.of(args[2]))))
                .build();
        int warmUp = Integer.parseInt(args[3]);
        long[] nanos = new long[Integer.parseInt(args[4])];
        int failed = 0;
        for (int i = -warmUp; i < nanos.length; i++) {
            long start = System.nanoTime();
            var response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                boolean isSpeech = response.statusCode() == 200 && body.read() >= 0;
                long first = System.nanoTime() - start;
                body.readAllBytes();
                if (i >= 0) {
                    nanos[i] = first;
                    failed += isSpeech ? 0 : 1;
                }
            }
        }
        Arrays.sort(nanos);
        System.out.printf("%.2f %.2f %d%n", nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6, failed);
    }
}
