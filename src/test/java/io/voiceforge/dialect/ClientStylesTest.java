package io.voiceforge.dialect;

import static io.voiceforge.testing.FakeProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Wire;
import io.voiceforge.testing.WithFakeProviders;

/**
 * JSON as the HTTP clients of several platforms send it, on every route that takes JSON: the answer is that to a plain request with
 * a length.
 */
@QuarkusTest
class ClientStylesTest extends WithFakeProviders {

    private static final String GREETING = "Grüße 😀 日本";
    /** Every route refuses something in it, and so shows that it has read it. */
    private static final String WRONG = "{\"unknown\":\"" + GREETING + "\",\"text\":7,\"input\":[],\"name\":{},\"nodes\":1}";
    private static final String FLOW = "{\"name\":\"" + GREETING + "\"}";
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + GREETING + "\"}]}";

    /** How a client sends a body: its headers and what it makes of the bytes. */
    private enum Style {

        /** HttpClient with JsonContent. */
        DOTNET("Content-Type: application/json; charset=utf-8\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n", true),
        /** RestClient and WebClient. */
        SPRING("Content-Type: application/json\r\nUser-Agent: Java/17\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n",
                true),
        /** net/http with a reader of unknown length. */
        GO_CHUNKED("User-Agent: Go-http-client/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n"
                + "Accept-Encoding: gzip\r\n", true),
        GO("User-Agent: Go-http-client/1.1\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\n", false),
        /** fetch with a stream. */
        UNDICI("connection: keep-alive\r\ncontent-type: application/json\r\naccept: */*\r\naccept-language: *\r\n"
                + "sec-fetch-mode: cors\r\nuser-agent: node\r\naccept-encoding: gzip, deflate\r\ntransfer-encoding: chunked\r\n",
                true),
        /** http.request without a length. */
        NODE("Content-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n", true),
        /** What the grammar of chunks allows besides. */
        ODD("Content-Type: APPLICATION/JSON;charset=\"UTF-8\"\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n", true),
        /** Curl above 1 MiB, and older ones above 1 KiB. */
        CURL("Content-Type: application/json\r\nExpect: 100-continue\r\n", false);

        private final String headers;
        private final boolean isChunked;

        Style(String headers, boolean isChunked) {
            this.headers = headers;
            this.isChunked = isChunked;
        }

        boolean asks() {
            return headers.contains("Expect");
        }

        String head(int length) {
            return isChunked ? headers : headers + "Content-Length: " + length + "\r\n";
        }

        /** In pieces that end where it is awkward: within characters of several bytes, and within the chunks' own lines. */
        List<byte[]> pieces(byte[] body) {
            List<byte[]> pieces = new ArrayList<>();
            List<byte[]> parts = cut(body);
            if (!isChunked) {
                return parts;
            }
            boolean odd = this == ODD;
            for (byte[] part : parts) {
                pieces.add(ascii(odd ? "000" + Integer.toHexString(part.length).toUpperCase() + ";a=\"b;c\"\r"
                        : Integer.toHexString(part.length) + "\r"));
                pieces.add(ascii("\n"));
                pieces.add(part);
                pieces.add(ascii("\r\n"));
            }
            pieces.add(ascii("0\r"));
            pieces.add(ascii(odd ? "\nX-Sum: 1\r\n\r\n" : "\n\r\n"));
            return pieces;
        }

        private static List<byte[]> cut(byte[] body) {
            List<byte[]> parts = new ArrayList<>();
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            for (byte next : body) {
                part.write(next);
                // after the first byte of a character of several
                if ((next & 0xc0) == 0xc0 || part.size() == 40) {
                    parts.add(part.toByteArray());
                    part.reset();
                }
            }
            parts.add(part.toByteArray());
            parts.removeIf(empty -> empty.length == 0);
            return parts;
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private record Route(String method, String path) {
    }

    private String key;

    @BeforeEach
    void makeKey() {
        key = new Admin(root).create(new JsonObject().put("name", "styles").put("rateLimit", 100_000)).getString("key");
        openAi.will(json("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}"));
    }

    @ParameterizedTest
    @EnumSource
    void sameAnswerOnEveryRoute(Style style) {
        for (Route route : routes()) {
            assertThat(say(ask(style, route, WRONG))).as(style + " " + route).isEqualTo(say(plain(route, WRONG)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterArrives(Style style) {
        Wire.Answer flow = ask(style, new Route("POST", "/api/agent-flows"), FLOW);
        Wire.Answer chat = ask(style, new Route("POST", "/v1/chat/completions"), CHAT);

        assertThat(flow.status()).as(flow.body()).isEqualTo(201);
        assertThat(new JsonObject(flow.body()).getString("name")).isEqualTo(GREETING);
        assertThat(chat.status()).as(chat.body()).isEqualTo(200);
        assertThat(openAi.seen()).last().satisfies(seen -> assertThat(seen.body().encode()).contains(GREETING));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoJsonIsToldAlike(Style style) {
        for (Route route : routes()) {
            for (String broken : List.of("{\"name\":\"" + GREETING, "[\"" + GREETING + "\"]", "null")) {
                assertThat(say(ask(style, route, broken))).as(style + " " + route + broken)
                        .isEqualTo(say(plain(route, broken)));
            }
        }
    }

    /** Real, with what it sends by default: an offer to go on in HTTP/2. */
    @Test
    void clientOfTheJdk() {
        HttpClient client = HttpClient.newHttpClient();
        for (Route route : routes()) {
            for (BodyPublisher body : List.of(BodyPublishers.ofString(WRONG),
                    BodyPublishers.fromPublisher(BodyPublishers.ofString(WRONG)))) {
                HttpResponse<String> answer = client.sendAsync(HttpRequest.newBuilder(root.resolve(route.path()))
                        .header("Content-Type", "application/json").header("X-API-Key", key)
                        .header("X-Admin-Token", Admin.TOKEN).method(route.method(), body).build(),
                        HttpResponse.BodyHandlers.ofString()).join();

                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(say(answer.statusCode(), answer.body())).as(route.toString()).isEqualTo(say(plain(route, WRONG)));
            }
        }
    }

    /** As some clients of Windows send it; it says nothing in UTF-8, and is skipped (RFC 8259, 8.1). */
    @Test
    void byteOrderMarkIsSkipped() {
        for (Route route : routes()) {
            assertThat(say(plain(route, "\ufeff" + WRONG))).as(route.toString()).isEqualTo(say(plain(route, WRONG)));
        }
        Wire.Answer flow = plain(new Route("POST", "/api/agent-flows"), "\ufeff" + FLOW);
        assertThat(new JsonObject(flow.body()).getString("name")).isEqualTo(GREETING);
    }

    private Wire.Answer plain(Route route, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Wire wire = Wire.to(root)) {
            return wire.send(head(route) + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .send(bytes).answer();
        }
    }

    private Wire.Answer ask(Style style, Route route, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Wire wire = Wire.to(root)) {
            wire.send(head(route) + style.head(bytes.length) + "\r\n");
            if (style.asks()) {
                Wire.Answer first = wire.answer();
                if (first.status() != 100) {
                    return first;
                }
            }
            return wire.send(style.pieces(bytes)).answer();
        }
    }

    private String head(Route route) {
        return route.method() + " " + route.path() + " HTTP/1.1\r\nHost: test\r\nX-API-Key: " + key + "\r\nX-Admin-Token: "
                + Admin.TOKEN + "\r\n";
    }

    private static String say(Wire.Answer answer) {
        return say(answer.status(), answer.body());
    }

    /** The answer without what differs from request to request. */
    private static String say(int status, String body) {
        return status + " " + body.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id").replaceAll("vf_sk_[0-9a-f.…]+", "secret")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "time");
    }

    /** All that could read JSON: those that change something and take no form. */
    private static Set<Route> routes() {
        Set<Route> routes = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        RuntimeResourceVisitor.visitRuntimeResources(null, ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String fullPath, RuntimeResource resource) {
                        boolean changes = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
                        if (changes && !resource.getConsumes().contains(MediaType.MULTIPART_FORM_DATA_TYPE)) {
                            routes.add(new Route(method,
                                    fullPath.replaceAll("\\{[^}]*}", "00000000-0000-4000-8000-0000000000ff")));
                        }
                    }
                });
        assertThat(routes).hasSizeGreaterThan(15);
        return routes;
    }
}
