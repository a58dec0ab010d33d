package io.voiceforge.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.UUID;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyStore;
import io.voiceforge.testing.Postgres;
import io.voiceforge.usage.UsageStore;
import io.voiceforge.usage.UsageStoreContract;

@QuarkusTest
@WithTestResource(Postgres.class)
class PostgresUsageStoreTest extends UsageStoreContract {

    @Inject
    PostgresUsageStore store;

    @Inject
    PostgresKeyStore keys;

    @Inject
    Migrations migrations;

    Postgres postgres;

    @BeforeEach
    void empty() {
        Awaitility.await().until(migrations::areDone);
        postgres.execute("truncate api_key, key_event, usage_hour, usage_batch");
    }

    @Test
    void reads_by_the_indexes() {
        assertThat(postgres.explain("select * from usage_hour where key_id = '" + UUID.randomUUID()
                + "' and hour >= now() and hour < now()")).contains("usage_hour_pkey");
        assertThat(postgres.explain("select * from usage_hour where hour >= now() and hour < now()"))
                .contains("usage_hour_hour");
    }

    @Override
    protected UsageStore store() {
        return onContext(UsageStore.class, store);
    }

    @Override
    protected KeyStore keys() {
        return onContext(KeyStore.class, keys);
    }

    /** Calls it on a Vert.x context, as requests do. */
    private static <T> T onContext(Class<T> port, T store) {
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
