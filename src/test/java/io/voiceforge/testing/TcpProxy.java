package io.voiceforge.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Stands between the gateway and a server on loopback: it can hold everything up, and break connections. */
public final class TcpProxy implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final NetClient client = vertx.createNetClient();
    private final int target;
    private final List<NetSocket> sockets = new ArrayList<>();
    private NetServer server;
    private boolean holdsNew;

    public TcpProxy(int target) {
        this(target, new NetServerOptions());
    }

    /** @param options of what listens, for example with TLS */
    public TcpProxy(int target, NetServerOptions options) {
        this.target = target;
        onContext(() -> server = vertx.createNetServer(options).connectHandler(this::accept));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    public int port() {
        return server.actualPort();
    }

    /** From now on not a byte passes, on connections that are open and on new ones. */
    public void hold() {
        onContext(() -> {
            holdsNew = true;
            sockets.forEach(NetSocket::pause);
        });
    }

    /** Not a byte passes any more on the connections that are open; new ones work. */
    public void forget() {
        onContext(() -> sockets.forEach(NetSocket::pause));
    }

    /** Everything that has been held up passes. */
    public void release() {
        onContext(() -> {
            holdsNew = false;
            sockets.forEach(NetSocket::resume);
        });
    }

    /** Breaks the connections that are open; new ones work. */
    public void drop() {
        onContext(() -> {
            holdsNew = false;
            List.copyOf(sockets).forEach(NetSocket::close);
        });
    }

    private void accept(NetSocket caller) {
        caller.pause();
        client.connect(target, "127.0.0.1").onSuccess(to -> {
            to.pause();
            join(caller, to);
            join(to, caller);
            if (!holdsNew) {
                caller.resume();
                to.resume();
            }
        }).onFailure(refused -> caller.close());
    }

    private void join(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.handler(to::write);
        from.closeHandler(closed -> {
            sockets.remove(from);
            to.close();
        });
    }

    private void onContext(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(now -> {
            action.run();
            done.complete(null);
        });
        done.join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
