package io.voiceforge.store.embedded;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voiceforge.observe.Metrics;

/** Opens stores as the application does, and closes what is left open. */
final class Stores implements AutoCloseable {

    private final List<AutoCloseable> opened = new ArrayList<>();
    private MeterRegistry meters;
    private AuditTrail trail;
    private DataDirectory data;

    EmbeddedKeyStore inMemory() {
        return open(null, Duration.ofMillis(500));
    }

    EmbeddedKeyStore in(Path directory) {
        return open(directory, Duration.ofMillis(500));
    }

    EmbeddedKeyStore open(Path directory, Duration writeDelay) {
        meters = new SimpleMeterRegistry();
        trail = new AuditTrail();
        data = new DataDirectory(directory, metrics(meters), writeDelay);
        opened.add(data::close);
        EmbeddedKeyStore store = new EmbeddedKeyStore(data, trail, metrics(meters));
        opened.add(store::close);
        return store;
    }

    /** Opens the admin tokens beside the store that was opened last. */
    EmbeddedAdminTokenStore adminTokens() {
        EmbeddedAdminTokenStore tokens = new EmbeddedAdminTokenStore(data, trail);
        opened.add(tokens::close);
        return tokens;
    }

    /** The trail of the store that was opened last. */
    AuditTrail trail() {
        return trail;
    }

    /** A gauge of the store that was opened last. */
    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private static Metrics metrics(MeterRegistry registry) {
        try {
            Constructor<Metrics> constructor = Metrics.class.getDeclaredConstructor(MeterRegistry.class);
            constructor.setAccessible(true);
            return constructor.newInstance(registry);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
