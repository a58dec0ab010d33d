package io.voiceforge.store.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStoreContract;
import io.voiceforge.testing.Postgres;

@QuarkusTest
@WithTestResource(Postgres.class)
class PostgresKeyStoreTest extends KeyStoreContract {

    @Inject
    PostgresKeyStore store;

    Postgres postgres;

    @Inject
    Migrations migrations;

    @BeforeEach
    void empty() {
        Awaitility.await().until(migrations::areDone);
        postgres.execute("truncate api_key, key_event");
    }

    /** Calls it on a Vert.x context, as requests do. */
    @Override
    protected KeyStore store() {
        return (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(), new Class<?>[] { KeyStore.class },
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
                }));
    }
}
