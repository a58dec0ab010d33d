package io.voiceforge.store.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.voiceforge.config.RedisUrl;

/** Opens connections to one Redis, each with a client of its own that is closed with it. */
final class RedisConnector {

    /** From the look-up of the host until Redis has the scripts. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** @param client to be closed when the connection is not used any more */
    record Line(Redis client, RedisConnection connection) {
    }

    private final Vertx vertx;
    private final RedisUrl url;
    private final int maxQuestions;
    private final Consumer<TCPSSLOptions> trust;

    /**
     * @param maxQuestions on one connection at once
     * @param trust says whose certificates are trusted
     */
    RedisConnector(Vertx vertx, RedisUrl url, int maxQuestions, Consumer<TCPSSLOptions> trust) {
        this.trust = trust;
        this.vertx = vertx;
        this.url = url;
        this.maxQuestions = maxQuestions;
    }

    /**
     * To be called on an event loop, which the connection then belongs to. Fails after {@link #LIMIT} at the latest.
     */
    Future<Line> connect() {
        return address().compose(host -> {
            Redis client = Redis.createClient(vertx, options(host));
            Promise<Line> opened = Promise.promise();
            long timer = vertx.setTimer(LIMIT.toMillis(), late -> opened.tryFail(
                    new IOException("no connection in " + LIMIT.toSeconds() + " s")));
            client.connect().compose(RedisConnector::prepare)
                    .onSuccess(connection -> opened.tryComplete(new Line(client, connection)))
                    .onFailure(opened::tryFail);
            return opened.future().onComplete(result -> vertx.cancelTimer(timer)).onFailure(failure -> client.close());
        });
    }

    /**
     * What stands for the host in the client's URL, which is a {@link java.net.URI} and knows no underscores. The address is
     * looked up for each connection, because that of a container changes.
     */
    private Future<String> address() {
        return url.host().contains("_")
                ? vertx.executeBlocking(() -> InetAddress.getByName(url.host()).getHostAddress(), false)
                : Future.succeededFuture(url.host());
    }

    private RedisOptions options(String host) {
        String user = url.user() == null ? "" : encode(url.user());
        String credentials = url.password() == null ? "" : user + ":" + encode(url.password()) + "@";
        String address = host.contains(":") ? "[" + host + "]" : host;
        NetClientOptions tcp = new NetClientOptions().setConnectTimeout((int) LIMIT.toMillis()).setTcpKeepAlive(true)
                .setSsl(url.tls()).setTrustAll(url.trustAll())
                .setHostnameVerificationAlgorithm(url.trustAll() ? "" : "HTTPS");
        if (!url.trustAll()) {
            trust.accept(tcp);
        }
        return new RedisOptions()
                .setConnectionString((url.tls() ? "rediss://" : "redis://") + credentials + address + ":" + url.port() + "/"
                        + url.database())
                .setNetClientOptions(tcp)
                .setMaxPoolSize(1).setPoolCleanerInterval(-1).setPoolRecycleTimeout(-1)
                .setMaxWaitingHandlers(maxQuestions)
                // it would be a span for each decision
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    /** Scripts are asked for by their hashes; where it may not be given them, each is sent in full with its first question. */
    private static Future<RedisConnection> prepare(RedisConnection connection) {
        return connection.batch(Script.ALL.stream().map(script -> Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text()))
                .toList()).otherwiseEmpty().map(connection);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
