package io.voiceforge.provider.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
// the public API does not tell the event loop of a context
import io.vertx.core.impl.ContextInternal;

/**
 * A client for each event loop. A client's pool hands out the connection that was used last, whatever its event loop: with one client
 * for all, requests would wake other threads for each part that they send and receive. Safe for use by several threads.
 */
final class LoopClients {

    private final Vertx vertx;
    private final Supplier<HttpClient> factory;
    private final ConcurrentMap<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    LoopClients(Vertx vertx, Supplier<HttpClient> factory) {
        this.vertx = vertx;
        this.factory = factory;
    }

    /** The client whose connections are on the event loop of the current context. */
    HttpClient current() {
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        HttpClient client = clients.get(loop);
        return client != null ? client : clients.computeIfAbsent(loop, first -> factory.get());
    }

    void close() {
        clients.values().forEach(HttpClient::close);
    }
}
