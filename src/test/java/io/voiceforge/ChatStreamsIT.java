package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Speak;

/** Many answers at once, on one process with a small heap. */
class ChatStreamsIT {

    private static final int STREAMS = 200;
    private static final long EVENT_BYTES = 4096;
    private static final Buffer EVENT = event();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void twoHundredStreamsInFlatMemory() throws Exception {
        assumeFalse(GatewayProcess.isNative(), "the heap is looked at through the JVM's own tools");
        List<HttpServerResponse> providersSide = new CopyOnWriteArrayList<>();
        AtomicLong received = new AtomicLong();
        AtomicInteger complete = new AtomicInteger();
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1"),
                        "-Xmx96m")) {
            openAi.will(request -> providersSide.add(Completions.head(request)));
            HttpClient callers = openAi.vertx().createHttpClient(new HttpClientOptions(),
                    new PoolOptions().setHttp1MaxSize(STREAMS));
            for (int i = 0; i < STREAMS; i++) {
                call(callers, gateway, received, complete);
            }
            await().atMost(PATIENCE).until(() -> providersSide.size() == STREAMS);

            send(providersSide, 20);
            await().atMost(PATIENCE).until(() -> received.get() == STREAMS * 20 * EVENT_BYTES);
            long early = heapAfterGc(gateway);
            for (int i = 0; i < 10; i++) {
                send(providersSide, 20);
            }
            await().atMost(PATIENCE).until(() -> received.get() == STREAMS * 220 * EVENT_BYTES);
            long late = heapAfterGc(gateway);

            // 160 MiB have gone through in between
            assertThat(late - early).isLessThan(8 << 20);
            providersSide.forEach(response -> response.end("data: [DONE]\n\n"));
            await().atMost(PATIENCE).until(() -> complete.get() == STREAMS);
            assertThat(received).hasValue(STREAMS * (220 * EVENT_BYTES + "data: [DONE]\n\n".length()));
        }
    }

    private static void call(HttpClient callers, GatewayProcess gateway, AtomicLong received, AtomicInteger complete) {
        callers.request(new RequestOptions().setMethod(HttpMethod.POST)
                .setAbsoluteURI(gateway.uri("/v1/chat/completions").toString()).putHeader("X-API-Key", Speak.KEY)
                .putHeader("Content-Type", "application/json"))
                .compose(request -> request.send(Completions.askStreamed("Go on").toBuffer()))
                .onSuccess(response -> response.handler(chunk -> received.addAndGet(chunk.length()))
                        .endHandler(end -> complete.incrementAndGet()));
    }

    private static void send(List<HttpServerResponse> streams, int events) {
        for (int i = 0; i < events; i++) {
            streams.forEach(stream -> stream.write(EVENT));
        }
    }

    private static long heapAfterGc(GatewayProcess gateway) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process gc = new ProcessBuilder(jcmd, String.valueOf(gateway.handle().pid()), "GC.run").inheritIO().start();
        assertThat(gc.waitFor()).isZero();
        String metrics = Speak.send(HttpRequest.newBuilder(gateway.uri("/q/metrics")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        List<String> heap = metrics.lines().filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"")).toList();
        assertThat(heap).isNotEmpty();
        return heap.stream().mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    private static Buffer event() {
        int frame = ("data: " + Completions.chunk("") + "\n\n").length();
        return Buffer.buffer("data: " + Completions.chunk("x".repeat((int) EVENT_BYTES - frame)) + "\n\n");
    }
}
