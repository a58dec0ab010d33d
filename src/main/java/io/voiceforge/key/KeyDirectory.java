package io.voiceforge.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;

import io.smallrye.mutiny.Uni;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.observe.Metrics;

/**
 * Finds keys by their secrets, from a bounded cache where it can. Secrets that are not well-formed never reach the cache or the
 * store; one secret is loaded once at a time however many calls wait for it; a failed load is not remembered.
 */
@ApplicationScoped
public class KeyDirectory {

    private final AsyncLoadingCache<String, Optional<ApiKey>> cache;

    @Inject
    KeyDirectory(KeyStore store, VoiceForgeConfig config, Metrics metrics) {
        this(store, config, metrics, Ticker.systemTicker());
    }

    KeyDirectory(KeyStore store, VoiceForgeConfig config, Metrics metrics, Ticker ticker) {
        VoiceForgeConfig.Keys keys = config.keys();
        this.cache = Caffeine.newBuilder()
                .maximumSize(keys.cacheSize())
                .expireAfter(expiry(keys.cacheTtl(), keys.negativeCacheTtl()))
                // completes on the store's own thread; nothing here needs another
                .executor(Runnable::run)
                .ticker(ticker)
                .buildAsync((hash, executor) -> store.findBySecretHash(hash).subscribeAsCompletionStage());
        metrics.gauge("voiceforge.keys.cached", "Keys and unknown secrets in the cache",
                () -> cache.synchronous().estimatedSize());
    }

    /** The key of that secret when it is usable now; empty when it is malformed, unknown, switched off or expired. */
    public Uni<Optional<ApiKey>> find(String secret) {
        if (!KeySecret.isWellFormed(secret)) {
            return Uni.createFrom().item(Optional.empty());
        }
        // a copy: a caller who leaves cancels it, and others wait for the same load
        return Uni.createFrom().completionStage(() -> cache.get(KeySecret.hash(secret)).copy())
                .map(key -> key.filter(found -> found.isUsableAt(Instant.now())));
    }

    private static Expiry<String, Optional<ApiKey>> expiry(Duration found, Duration unknown) {
        return Expiry.writing((hash, key) -> key.isPresent() ? found : unknown);
    }
}
