package io.voiceforge.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;

import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.observe.Metrics;

/**
 * Finds keys by their secrets, using a bounded cache where possible. Malformed secrets never reach the cache or the store.
 * Concurrent calls with the same secret share one load, and a call that leaves does not end it for the others. Failed loads are
 * not cached. While the store is unavailable, keys found earlier are still served for a while, and all other calls fail with
 * {@link StoreUnavailableException}.
 */
@ApplicationScoped
public class KeyDirectory {

    /** How long the store is left alone after a failure, so that calls do not queue up behind its timeout. */
    private static final long STORE_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Entry(Optional<Found> found, long loadedNanos) {
    }

    private final KeyStore store;
    private final DefaultKey defaultKey;
    private final Ticker ticker;
    private final long foundNanos;
    private final long unknownNanos;
    private final long staleNanos;
    private final Cache<String, Entry> cache;
    /** The running loads. At least one admitted call waits for each, so there are at most as many loads as such calls. */
    private final ConcurrentHashMap<String, CompletableFuture<Entry>> loads = new ConcurrentHashMap<>();
    /** Counts evictions: anything read before an eviction must not be cached after it. */
    private final AtomicLong evictions = new AtomicLong();
    private volatile boolean storeFailed;
    private volatile long storeFailedNanos;

    @Inject
    KeyDirectory(KeyStore store, DefaultKey defaultKey, KeysConfig config, Metrics metrics) {
        this(store, defaultKey, config, metrics, Ticker.systemTicker());
    }

    KeyDirectory(KeyStore store, DefaultKey defaultKey, KeysConfig config, Metrics metrics, Ticker ticker) {
        this.store = store;
        this.defaultKey = defaultKey;
        this.ticker = ticker;
        this.foundNanos = config.cacheTtl().toNanos();
        this.unknownNanos = config.negativeCacheTtl().toNanos();
        this.staleNanos = foundNanos + config.staleWhileDown().toNanos();
        this.cache = Caffeine.newBuilder()
                .maximumSize(config.cacheSize())
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfter(Expiry.<String, Entry> writing((hash, entry) -> Duration.ofNanos(
                        entry.found().isPresent() ? staleNanos : unknownNanos)))
                .build();
        metrics.gauge("voiceforge.keys.cached", "Keys and unknown secrets in the cache", cache::estimatedSize);
        metrics.gauge("voiceforge.keys.loading", "Secrets being looked up in the store", loads::size);
    }

    /**
     * The key with this secret if it is usable now; empty if the secret is malformed or unknown, or the key is disabled or
     * expired.
     */
    public Uni<Optional<ApiKey>> find(String secret) {
        if (!KeySecret.isWellFormed(secret)) {
            return Uni.createFrom().item(Optional.empty());
        }
        String hash = KeySecret.hash(secret);
        Optional<ApiKey> byDefault = defaultKey.findBySecretHash(hash);
        if (byDefault.isPresent()) {
            return Uni.createFrom().item(byDefault);
        }
        long now = ticker.read();
        Entry entry = cache.getIfPresent(hash);
        if (entry != null && now - entry.loadedNanos() < (entry.found().isPresent() ? foundNanos : unknownNanos)) {
            return Uni.createFrom().item(usable(entry));
        }
        boolean known = entry != null && entry.found().isPresent();
        boolean pause = storeFailed && now - storeFailedNanos < STORE_PAUSE_NANOS;
        if (known && storeFailed) {
            if (!pause) {
                // checks whether the store is back without making a caller wait for its timeout
                load(hash).subscribe().with(loaded -> {
                }, stillAway -> {
                });
            }
            return Uni.createFrom().item(usable(entry));
        }
        Uni<Entry> loaded = pause ? Uni.createFrom().failure(() -> new StoreUnavailableException(null)) : load(hash);
        if (known) {
            loaded = loaded.onFailure(StoreUnavailableException.class).recoverWithItem(entry);
        }
        return loaded.map(KeyDirectory::usable);
    }

    /**
     * Whether the secret belongs to a key that has been found before. A look-up may still find that the key has ended since.
     */
    public boolean isCached(String secret) {
        if (!KeySecret.isWellFormed(secret)) {
            return false;
        }
        String hash = KeySecret.hash(secret);
        Entry entry = cache.getIfPresent(hash);
        return entry != null && entry.found().isPresent() || defaultKey.findBySecretHash(hash).isPresent();
    }

    /** Evicts all secrets of a key, or of a customer's keys, because it has changed. */
    public void evict(UUID id) {
        forgetLoads();
        cache.asMap().values().removeIf(entry -> isAbout(entry, id));
    }

    /** Makes the next look-up of this key, or of this customer's keys, go to the store, as long as the store is available. */
    public void doubt(UUID id) {
        forgetLoads();
        cache.asMap().replaceAll((hash, entry) -> isAbout(entry, id)
                ? new Entry(entry.found(), Math.min(entry.loadedNanos(), ticker.read() - foundNanos))
                : entry);
    }

    /** Evicts everything, because changes may have been missed. */
    public void evictAll() {
        forgetLoads();
        cache.invalidateAll();
    }

    /** A running load may return outdated data: no later call may wait for it, and it must not be cached. */
    private void forgetLoads() {
        evictions.incrementAndGet();
        loads.clear();
    }

    private Uni<Entry> load(String hash) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> running = loads.putIfAbsent(hash, mine);
        if (running == null) {
            long evictionsBefore = evictions.get();
            Uni.createFrom().deferred(() -> store.findBySecretHash(hash)).subscribe().with(
                    found -> {
                        storeFailed = false;
                        Entry entry = new Entry(found, ticker.read());
                        cache.put(hash, entry);
                        if (evictions.get() != evictionsBefore) {
                            cache.invalidate(hash);
                        }
                        loads.remove(hash, mine);
                        mine.complete(entry);
                    },
                    failure -> {
                        if (failure instanceof StoreUnavailableException) {
                            storeFailedNanos = ticker.read();
                            storeFailed = true;
                        }
                        loads.remove(hash, mine);
                        mine.completeExceptionally(failure);
                    });
        }
        // a separate stage: cancelling it leaves the shared one running
        CompletableFuture<Entry> shared = running == null ? mine : running;
        return Uni.createFrom().completionStage(() -> shared.thenApply(entry -> entry))
                .onFailure(CompletionException.class).transform(Throwable::getCause);
    }

    private static boolean isAbout(Entry entry, UUID id) {
        if (entry.found().isEmpty()) {
            return false;
        }
        ApiKey key = entry.found().get().key();
        return key.id().equals(id) || key.customer() != null && key.customer().id().equals(id);
    }

    private static Optional<ApiKey> usable(Entry entry) {
        Instant now = Instant.now();
        return entry.found().filter(found -> found.isUsableAt(now)).map(Found::key);
    }
}
