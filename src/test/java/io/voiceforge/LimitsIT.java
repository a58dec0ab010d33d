package io.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.voiceforge.key.KeySecret;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.RedisServer;
import io.voiceforge.testing.Speak;

/** Limits that two replicas share, with the packaged program. */
class LimitsIT {

    private static final int AT_ONCE = 1500;
    /** The default key's. */
    private static final int LIMIT = 1000;
    private static final String SECRET = KeySecret.generate();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(AT_ONCE));

    @AfterEach
    void close() {
        vertx.close();
    }

    /** What a gateway that has just started needs itself, far more than Redis may take, must not count as Redis's time. */
    @Test
    void requestsAtOncePassTwoReplicasExactlyAsOftenAsTheLimitAllowsColdAndWarm() throws Exception {
        try (RedisServer server = new RedisServer().open()) {
            Map<String, String> environment = Map.of("REDIS_URL", server.url(), "VOICEFORGE_DEFAULT_API_KEY", SECRET,
                    "VOICEFORGE_REDIS_TIMEOUT", "250ms");
            try (GatewayProcess one = GatewayProcess.start(environment);
                    GatewayProcess two = GatewayProcess.start(environment)) {

                assertThat(passed(one, two)).isEqualTo(LIMIT);

                forgetHours(server);
                assertThat(passed(one, two)).isEqualTo(LIMIT);
                assertThat(List.of(fallbacks(one), fallbacks(two))).as("decisions that were not Redis's").containsOnly("0");
            }
        }
    }

    private long passed(GatewayProcess one, GatewayProcess two) {
        List<Future<Integer>> statuses = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            statuses.add(status(i % 2 == 0 ? one : two));
        }
        Future.all(statuses).toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
        return statuses.stream().filter(status -> status.result() == 200).count();
    }

    private Future<Integer> status(GatewayProcess gateway) {
        return client.request(new RequestOptions().setAbsoluteURI(gateway.uri("/api/key").toString())
                .putHeader("X-API-Key", SECRET))
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().map(body -> response.statusCode()));
    }

    private void forgetHours(RedisServer server) throws Exception {
        Redis redis = server.client(vertx);
        redis.send(Request.cmd(Command.FLUSHALL)).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis.close();
    }

    private static String fallbacks(GatewayProcess gateway) {
        HttpResponse<String> metrics = Speak.send(HttpRequest.newBuilder(gateway.uri("/q/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
        return metrics.body().lines().filter(line -> line.startsWith("voiceforge_limits_fallback_total{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1)).findFirst().orElse("0");
    }
}
