package io.voiceforge.key;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.voiceforge.observe.Metrics;

/** From the secret in a request to its key: 1000 keys in turn, and secrets that are unknown or malformed. */
@State(Scope.Benchmark)
public class KeyLookup {

    private static final int KEYS = 1000;

    private final String[] secrets = new String[KEYS];
    private final String unknown = KeySecret.generate();
    private final Map<String, KeyStore.Found> stored = new HashMap<>();
    private final KeyDirectory directory;
    private int next;

    public KeyLookup() {
        for (int i = 0; i < KEYS; i++) {
            secrets[i] = KeySecret.generate();
            ApiKey key = ApiKey.create(UUID.randomUUID(), KeySecret.hint(secrets[i]), ApiKey.Settings.named("key"),
                    Instant.now());
            stored.put(KeySecret.hash(secrets[i]), new KeyStore.Found(key, null));
        }
        // asked for the hash of a secret that is not in the cache, and for nothing else
        KeyStore store = (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(), new Class<?>[] { KeyStore.class },
                (proxy, method, arguments) -> Uni.createFrom().item(Optional.ofNullable(stored.get((String) arguments[0]))));
        directory = new KeyDirectory(store, new DefaultKey(defaults(DefaultKeyConfig.class), true, true),
                defaults(KeysConfig.class), new Metrics(new SimpleMeterRegistry()));
    }

    private static <T> T defaults(Class<T> mapping) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(mapping).build().getConfigMapping(mapping);
    }

    @Benchmark
    public void cached(Blackhole hole) {
        next = (next + 1) % KEYS;
        directory.find(secrets[next]).subscribe().with(hole::consume);
    }

    @Benchmark
    public void unknown(Blackhole hole) {
        directory.find(unknown).subscribe().with(hole::consume);
    }

    @Benchmark
    public void malformed(Blackhole hole) {
        directory.find("vf_sk_0123456789abcdef0123456789abcdef00000000").subscribe().with(hole::consume);
    }
}
