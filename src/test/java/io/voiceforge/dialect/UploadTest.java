package io.voiceforge.dialect;

import static io.voiceforge.testing.FakeProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** Forms that are too large, wrong, hostile or never finished. */
@QuarkusTest
class UploadTest extends WithFakeProviders {

    private static final byte[] SOUND = "not audio, but nobody here looks".getBytes(StandardCharsets.US_ASCII);

    @TestHTTPResource("/api/stt")
    URI stt;

    @BeforeEach
    void reset() {
        space.will(json("{\"text\":\"heard\"}"));
    }

    /** Whatever a test has done, nothing of it stays. */
    @AfterEach
    void nothingIsLeftBehind() {
        await().untilAsserted(() -> {
            assertThat(meter("voiceforge_uploads_open")).isZero();
            assertThat(temporaryFiles()).isEmpty();
        });
    }

    @Test
    void exactlyTwentyFiveMebibytes() {
        HttpResponse<String> answer = Upload.of("audio", "long.webm", new byte[25 << 20]).post(stt);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(space.seen().get(0).bytes().length()).isGreaterThan(((25 << 20) + 2) / 3 * 4);
    }

    @Test
    void oneByteMore() {
        HttpResponse<String> answer = Upload.of("audio", "long.webm", new byte[(25 << 20) + 1]).post(stt);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("body_too_large");
        assertThat(space.seen()).isEmpty();
    }

    @Test
    void oneByteMoreIsAnsweredBeforeTheEndIsSent() throws IOException {
        try (Socket socket = connect("/api/stt", "Content-Length: " + ((25 << 20) + 400) + "\r\n")) {
            OutputStream out = socket.getOutputStream();
            out.write(Upload.of("audio", "long.webm", new byte[0]).open(), 0, 130);
            write(out, "\r\n", 0);
            write(out, "", (25 << 20) + 64);

            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ").contains("Connection: close", "\"body_too_large\"");
        }
    }

    @Test
    void lengthThatIsTooMuchIsAnsweredBeforeAnythingIsSent() throws IOException {
        try (Socket socket = connect("/api/stt", "Content-Length: 100000000\r\n")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void chunksWithoutEndAreCutOff() throws IOException {
        try (Socket socket = connect("/api/stt", "Transfer-Encoding: chunked\r\n")) {
            OutputStream out = socket.getOutputStream();
            String beginning = new String(Upload.of("other", "x", new byte[0]).open(), StandardCharsets.US_ASCII);
            write(out, Integer.toHexString(beginning.length()) + "\r\n" + beginning + "\r\n", 0);
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 27; i++) {
                write(out, "100000\r\n", 0);
                out.write(chunk);
                write(out, "\r\n", 0);
            }

            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void wrongKeyWithALargeFile() {
        HttpResponse<String> answer = Speak.send(Upload.request(stt, Upload.of("audio", "a.wav", new byte[20 << 20]).closed())
                .setHeader("X-API-Key", "nonsense").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void halfSentUploadLeavesNothing() throws IOException {
        try (Socket socket = connect("/api/stt", "Content-Length: 2000000\r\n")) {
            OutputStream out = socket.getOutputStream();
            out.write(Upload.of("audio", "half.wav", new byte[1 << 20]).open());
            out.flush();
            await().until(() -> meter("voiceforge_uploads_open") == 1 || socket.getInputStream().available() > 0);
            assertThat(socket.getInputStream().available()).as("answered already").isZero();
        }

        nothingIsLeftBehind();
        assertThat(space.seen()).isEmpty();
        assertThat(openAi.seen()).isEmpty();
    }

    @Test
    void callerWhoWaitsForPermissionGetsIt() throws IOException {
        byte[] body = Upload.of("audio", "a.wav", SOUND).closed();
        try (Socket socket = connect("/api/stt", "Expect: 100-continue\r\nContent-Length: " + body.length + "\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 Continue");
            socket.getOutputStream().write(body);

            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("heard");
        }
    }

    static Stream<Arguments> malformed() {
        Upload good = Upload.of("audio", "a.wav", SOUND);
        String many = "--test-boundary-7d1f\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nx\r\n";
        String manyFields = "--test-boundary-7d1f\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n";
        return Stream.of(
                Arguments.of("no file", new Upload().field("language", "en").closed()),
                Arguments.of("file under another name", Upload.of("sound", "a.wav", SOUND).closed()),
                Arguments.of("file that is a field", new Upload().field("audio", "abc").closed()),
                Arguments.of("two files", Upload.of("audio", "a.wav", SOUND).file("audio", "b.wav", SOUND).closed()),
                Arguments.of("empty file", Upload.of("audio", "a.wav", new byte[0]).closed()),
                Arguments.of("no end", good.open()),
                Arguments.of("cut off in the file", Arrays.copyOf(good.open(), good.open().length - 10)),
                Arguments.of("cut off in the headers", Arrays.copyOf(good.open(), 60)),
                Arguments.of("nothing", new byte[0]),
                Arguments.of("nonsense", "hello".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("zeros", new byte[1 << 20]),
                Arguments.of("another boundary", new String(good.closed(), StandardCharsets.US_ASCII)
                        .replace("7d1f", "0000").getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("10 000 files", new Upload().text(many.repeat(10_000)).closed()),
                Arguments.of("10 000 fields", new Upload().text(manyFields.repeat(10_000)).closed()),
                Arguments.of("field of 1 MiB", new Upload().field("prompt", "x".repeat(1 << 20)).file("audio", "a", SOUND)
                        .closed()),
                Arguments.of("header of 8 MiB", new Upload().text("--test-boundary-7d1f\r\nX-Long: " + "y".repeat(8 << 20))
                        .closed()),
                Arguments.of("100 000 headers", new Upload().text("--test-boundary-7d1f\r\n" + "X-Many: 1\r\n".repeat(100_000))
                        .closed()),
                Arguments.of("nested forms", new Upload().text("""
                        --test-boundary-7d1f\r
                        Content-Disposition: form-data; name="audio"\r
                        Content-Type: multipart/mixed; boundary=inner\r
                        \r
                        --inner\r
                        Content-Disposition: file; filename="a.wav"\r
                        \r
                        x\r
                        --inner--\r
                        """).closed()),
                Arguments.of("language that is none", Upload.of("audio", "a.wav", SOUND).field("language", "en\r\nX: y")
                        .closed()),
                Arguments.of("language twice", Upload.of("audio", "a.wav", SOUND).field("language", "en")
                        .field("language", "de").closed()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void badForm(String name, byte[] body) {
        HttpResponse<String> answer = Speak.send(Upload.request(stt, body).build(), HttpResponse.BodyHandlers.ofString());

        // a nested form is a way of sending files that RFC 7578 has given up: it may be read or refused
        assertThat(answer.statusCode()).as(answer.body()).isBetween(name.equals("nested forms") ? 200 : 400, 413);
        if (answer.statusCode() != 200) {
            assertThat(new JsonObject(answer.body()).getString("error")).isNotBlank();
            assertThat(answer.body()).doesNotContain("Exception", "netty", "java.");
            assertThat(space.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; charset=utf-8" })
    void missingBoundary(String contentType) {
        HttpResponse<String> answer = Speak.send(Upload.request(stt, Upload.of("audio", "a.wav", SOUND).closed())
                .setHeader("Content-Type", contentType).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("multipart form");
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/json", "text/plain", "application/x-www-form-urlencoded", "audio/wav" })
    void otherMediaTypes(String contentType) {
        HttpResponse<String> answer = Speak.send(Upload.request(stt, SOUND).setHeader("Content-Type", contentType).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void compressedForm() {
        HttpResponse<String> answer = Speak.send(Upload.request(stt, new byte[1000]).header("Content-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void fieldsMayStandBehindTheFileAndNamesAreMadeHarmless() {
        space.will(FakeProvider.status(500));
        openAi.will(json("{\"text\":\"heard\"}"));

        HttpResponse<String> answer = Upload.of("audio", "../../etc/pass wd\u00e9\\x.ogg", SOUND).field("language", "en")
                .field("model", "openai/gpt-4o-transcribe").post(stt);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(openAi.seen().get(0).bytes().toString()).contains("filename=\"x.ogg\"", "\r\n\r\nen\r\n");
    }

    @Test
    void nameWithoutAnEndingGetsTheContainers() {
        space.will(FakeProvider.status(500));
        openAi.will(json("{\"text\":\"heard\"}"));

        Upload.of("audio", "blob", "OggS............".getBytes(StandardCharsets.US_ASCII)).post(stt);
        Upload.of("audio", "", SOUND).field("format", "m4a").post(stt);

        assertThat(openAi.seen().get(0).bytes().toString()).contains("filename=\"blob.ogg\"");
        assertThat(openAi.seen().get(1).bytes().toString()).contains("filename=\"audio.m4a\"");
    }

    @Test
    void fileWithoutANameIsToldWhatItLacks() {
        HttpResponse<String> answer = new Upload().field("audio", "x".repeat(10_000)).post(stt);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("filename");
    }

    @Test
    void hostileFormsCostNoMemory() {
        byte[] hostile = new Upload().text("--test-boundary-7d1f\r\nX-Long: " + "y".repeat(8 << 20)).closed();
        badForm("header of 8 MiB", hostile);
        long before = usedMemory();
        for (int i = 0; i < 20; i++) {
            badForm("header of 8 MiB", hostile);
        }

        assertThat(usedMemory() - before).isLessThan(40L << 20);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Socket connect(String path, String headers) throws IOException {
        Socket socket = new Socket(stt.getHost(), stt.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: test\r\nX-API-Key: " + Speak.KEY
                + "\r\nContent-Type: " + Upload.contentType() + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void write(OutputStream out, String text, int zeros) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[zeros]);
        out.flush();
    }

    /** What comes until the answer's JSON is complete. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] piece = new byte[4096];
        while (!text.toString().endsWith("}")) {
            int count = socket.getInputStream().read(piece);
            if (count < 0) {
                break;
            }
            text.append(new String(piece, 0, count, StandardCharsets.US_ASCII));
        }
        return text.toString().stripLeading();
    }

    /** Open files without a name included, where the system shows them. */
    private static Map<String, String> temporaryFiles() {
        Map<String, String> found = new java.util.TreeMap<>();
        try {
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                files.map(Path::getFileName).map(Path::toString).filter(name -> name.matches("voiceforge-[0-9a-f-]{36}"))
                        .forEach(name -> found.put(name, "in the directory"));
            }
            Path descriptors = Path.of("/proc/self/fd");
            if (Files.isDirectory(descriptors)) {
                try (Stream<Path> files = Files.list(descriptors)) {
                    files.forEach(file -> {
                        try {
                            String target = Files.readSymbolicLink(file).toString();
                            if (target.contains("/voiceforge-") && target.contains("(deleted)")) {
                                found.put(target, "open");
                            }
                        } catch (IOException closedMeanwhile) {
                            // it was the descriptor of this listing, or a socket that has gone
                        }
                    });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
