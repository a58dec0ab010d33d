package io.voiceforge;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.Speak.tts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Speak;

/** What a collector of OpenTelemetry's gets from the packaged program, and what providers do not. */
class TracesIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @Test
    void eachTryAtAProviderIsASpanBelowTheCallersRequestAndStaysInTheHouse() {
        List<HttpServerRequest> probes = new CopyOnWriteArrayList<>();
        try (Collector collector = new Collector();
                FakeProvider space = new FakeProvider().start();
                FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                        "OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=let-me-in",
                        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                        "HF_ML_API_URL", space.url(),
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1",
                        "AI_INTEGRATIONS_OPENAI_API_KEY", "key-for-openai",
                        "VOICEFORGE_DEFAULT_API_KEY", Speak.KEY))) {
            space.will(status(500));
            openAi.will(bytes("audio/mpeg", new byte[10]));
            space.healthWill(request -> {
                probes.add(request);
                json("{\"status\":\"ok\"}").accept(request);
            });

            // When
            HttpResponse<byte[]> answer = Speak.send(
                    Speak.request(gateway.uri("/api/tts"), tts("A whispered secret").put("format", "mp3"))
                            .header("traceparent", "00-" + TRACE + "-" + CALLERS_SPAN + "-01")
                            .header("baggage", "whispered=too").build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            Speak.send(HttpRequest.newBuilder(gateway.uri("/api/health")).build(), HttpResponse.BodyHandlers.discarding());

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            await().until(() -> collector.spans.size() >= 3);
            Span request = collector.only("POST /api/tts");
            assertThat(request.traceId()).isEqualTo(TRACE);
            assertThat(request.parentId()).isEqualTo(CALLERS_SPAN);
            Span failed = collector.only("provider space speech");
            assertThat(failed.parentId()).isEqualTo(request.spanId());
            assertThat(failed.traceId()).isEqualTo(TRACE);
            assertThat(failed.attributes()).containsEntry("provider", "space").containsEntry("operation", "speech")
                    .containsEntry("outcome", "unavailable");
            Span succeeded = collector.only("provider openai speech");
            assertThat(succeeded.parentId()).isEqualTo(request.spanId());
            assertThat(succeeded.attributes()).containsEntry("outcome", "success");
            // no span for what the provider is sent, for a probe, or for a store
            assertThat(collector.spans).extracting(Span::name).containsExactlyInAnyOrder("POST /api/tts",
                    "provider space speech", "provider openai speech");
            assertThat(collector.received).allSatisfy(text -> assertThat(text).doesNotContain("whispered", Speak.KEY, "vf_sk_",
                    "key-for-openai", "let-me-in"));
            assertThat(collector.keys).containsOnly("let-me-in");

            assertThat(Stream.of(space, openAi).flatMap(provider -> provider.seen().stream())).hasSize(2)
                    .allSatisfy(seen -> assertThat(seen.headers()).doesNotContainKeys("traceparent", "tracestate", "baggage"));
            assertThat(probes).isNotEmpty()
                    .allSatisfy(probe -> assertThat(probe.headers().names()).doesNotContain("traceparent", "baggage"));
            assertThat(gateway.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void aCollectorThatIsAwayCostsCallersNothing() {
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                        "AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"))) {
            openAi.will(bytes("audio/mpeg", new byte[10]));
            for (int i = 0; i < 50; i++) {
                assertThat(Speak.bytes(gateway.uri("/api/tts"), tts("Hello").put("format", "mp3")).statusCode()).isEqualTo(200);
            }
            await().until(() -> gateway.log().contains("Failed to export"));
            assertThat(gateway.log()).doesNotContain("ERROR");
            gateway.terminate();
            assertThat(gateway.exitStatus()).isZero();
        }
    }

    private record Span(String name, String traceId, String spanId, String parentId, Map<String, String> attributes) {

        /** By the numbers of opentelemetry/proto/trace/v1/trace.proto. */
        static Span of(UnknownFieldSet span) {
            Map<String, String> attributes = new TreeMap<>();
            for (UnknownFieldSet attribute : messages(span, 9)) {
                List<ByteString> text = messages(attribute, 2).get(0).getField(1).getLengthDelimitedList();
                if (!text.isEmpty()) {
                    attributes.put(string(attribute, 1), text.get(0).toStringUtf8());
                }
            }
            return new Span(string(span, 5), hex(span, 1), hex(span, 2), hex(span, 4), attributes);
        }
    }

    /** Takes OTLP over HTTP. */
    private static final class Collector implements AutoCloseable {

        private final Vertx vertx = Vertx.vertx();
        private final HttpServer server = vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1")
                .toCompletionStage().toCompletableFuture().join();
        final List<Span> spans = new CopyOnWriteArrayList<>();
        final List<String> received = new CopyOnWriteArrayList<>();
        final List<String> keys = new CopyOnWriteArrayList<>();

        String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        Span only(String name) {
            List<Span> found = spans.stream().filter(span -> span.name().equals(name)).toList();
            assertThat(found).as(name + " among " + spans).hasSize(1);
            return found.get(0);
        }

        private void take(HttpServerRequest request) {
            request.body().onSuccess(body -> {
                assertThat(request.path()).isEqualTo("/v1/traces");
                keys.add(request.getHeader("x-collector-key"));
                received.add(new String(body.getBytes(), StandardCharsets.ISO_8859_1));
                for (UnknownFieldSet resource : messages(parse(ByteString.copyFrom(body.getBytes())), 1)) {
                    for (UnknownFieldSet scope : messages(resource, 2)) {
                        messages(scope, 2).forEach(span -> spans.add(Span.of(span)));
                    }
                }
                request.response().end();
            });
        }

        @Override
        public void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream().map(TracesIT::parse).toList();
    }

    private static String string(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static String hex(UnknownFieldSet message, int field) {
        List<ByteString> value = message.getField(field).getLengthDelimitedList();
        return value.isEmpty() ? "" : HexFormat.of().formatHex(value.get(0).toByteArray());
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
