package io.voiceforge.store.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;

/** Calls a store on a Vert.x context, as requests do. */
final class OnContext {

    private OnContext() {
    }

    static <T> T of(Class<T> port, T store) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] { port },
                (proxy, method, arguments) -> Uni.createFrom().emitter(emitter -> {
                    try {
                        emitter.complete(VertxContextSupport.subscribeAndAwait(() -> {
                            try {
                                return (Uni<?>) method.invoke(store, arguments);
                            } catch (IllegalAccessException | InvocationTargetException e) {
                                return Uni.createFrom().failure(e);
                            }
                        }));
                    } catch (Throwable e) {
                        emitter.fail(e);
                    }
                })));
    }
}
