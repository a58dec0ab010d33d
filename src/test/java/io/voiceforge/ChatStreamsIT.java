package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Meters;
import io.voiceforge.testing.Speak;

/** Many answers at once, on one process with a small heap. */
class ChatStreamsIT {

    private static final int STREAMS = 200;
    private static final long EVENT_BYTES = 4096;
    private static final Buffer EVENT = event();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<HttpServerResponse> providersSide = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger complete = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Test
    void twoHundredStreamsInFlatMemory() throws Exception {
        assumeFalse(GatewayProcess.isNative(), "the heap is looked at through the JVM's own tools");
        try (FakeProvider openAi = new FakeProvider().start();
                GatewayProcess gateway = GatewayProcess.start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1",
                        // a slow machine is neither to end the streams nor to add heartbeats to them
                        "VOICEFORGE_LIMITS_FIRST_BYTE", "1m", "VOICEFORGE_LIMITS_CHAIN", "5m",
                        "VOICEFORGE_LIMITS_IDLE", "5m", "VOICEFORGE_CHAT_HEARTBEAT", "5m"), "-Xmx96m")) {
            openAi.will(request -> providersSide.add(Completions.head(request)));
            HttpClient callers = openAi.vertx().createHttpClient(new HttpClientOptions(),
                    new PoolOptions().setHttp1MaxSize(STREAMS));
            for (int i = 0; i < STREAMS; i++) {
                call(callers, gateway);
            }
            await(() -> providersSide.size() == STREAMS);

            send(providersSide, 20);
            await(() -> received.get() == STREAMS * 20 * EVENT_BYTES);
            long early = heapAfterGc(gateway);
            for (int i = 0; i < 10; i++) {
                send(providersSide, 20);
            }
            await(() -> received.get() == STREAMS * 220 * EVENT_BYTES);
            long late = heapAfterGc(gateway);

            // 160 MiB have gone through in between
            assertThat(late - early).isLessThan(8 << 20);
            providersSide.forEach(response -> response.end("data: [DONE]\n\n"));
            await(() -> complete.get() == STREAMS);
            assertThat(received).hasValue(STREAMS * (220 * EVENT_BYTES + "data: [DONE]\n\n".length()));
        }
    }

    /** Fails as soon as a stream has. */
    private void await(BooleanSupplier condition) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            assertThat(failures).isEmpty();
            return condition.getAsBoolean();
        });
    }

    private void call(HttpClient callers, GatewayProcess gateway) {
        callers.request(new RequestOptions().setMethod(HttpMethod.POST)
                .setAbsoluteURI(gateway.uri("/v1/chat/completions").toString()).putHeader("X-API-Key", Speak.KEY)
                .putHeader("Content-Type", "application/json"))
                .compose(request -> request.send(Completions.askStreamed("Go on").toBuffer()))
                .onSuccess(this::read).onFailure(failure -> failures.add(failure.toString()));
    }

    private void read(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.body().onComplete(body -> failures.add(response.statusCode() + " " + body.result()));
            return;
        }
        response.exceptionHandler(failure -> failures.add(failure.toString()))
                .handler(chunk -> received.addAndGet(chunk.length())).endHandler(end -> complete.incrementAndGet());
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
        double heap = Meters.sum(gateway.uri("/"), "jvm_memory_used_bytes{area=\"heap\"");
        assertThat(heap).isPositive();
        return (long) heap;
    }

    private static Buffer event() {
        int frame = ("data: " + Completions.chunk("") + "\n\n").length();
        return Buffer.buffer("data: " + Completions.chunk("x".repeat((int) EVENT_BYTES - frame)) + "\n\n");
    }
}
