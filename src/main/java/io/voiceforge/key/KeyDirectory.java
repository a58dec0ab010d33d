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
 * Finds keys by their secrets, from a bounded cache where it can. Secrets that are not well-formed never reach the cache or the
 * store. One secret is loaded once at a time, however many calls wait for it, and one of them leaving does not end the load for
 * the others. A failed load is not remembered; while the store cannot be reached, keys that were found before go on being
 * served for a while, and everybody else fails with {@link StoreUnavailableException}.
 */
@ApplicationScoped
public class KeyDirectory {

    /** After a failure the store is not asked again for so long, so that calls do not queue up behind its time limit. */
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
    /** Under way; each is waited for by at least one call that has been let in, so there are no more than those. */
    private final ConcurrentHashMap<String, CompletableFuture<Entry>> loads = new ConcurrentHashMap<>();
    /** Counts evictions: what was read before one of them must not be cached after it. */
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

    /** The key of that secret when it is usable now; empty when it is malformed, unknown, switched off or expired. */
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
                // whether the store is back is found out without making a caller wait for its time limit
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

    /** Whether the secret is that of a key which has been found before; a look-up may still find that it has ended since. */
    public boolean isCached(String secret) {
        if (!KeySecret.isWellFormed(secret)) {
            return false;
        }
        String hash = KeySecret.hash(secret);
        Entry entry = cache.getIfPresent(hash);
        return entry != null && entry.found().isPresent() || defaultKey.findBySecretHash(hash).isPresent();
    }

    /** Forgets all secrets of that key, because it has changed. */
    public void evict(UUID id) {
        forgetLoads();
        cache.asMap().values().removeIf(entry -> entry.found().isPresent() && entry.found().get().key().id().equals(id));
    }

    /** Asks the store about that key before it is served again, as long as the store can be asked. */
    public void doubt(UUID id) {
        forgetLoads();
        cache.asMap().replaceAll((hash, entry) -> entry.found().isPresent() && entry.found().get().key().id().equals(id)
                ? new Entry(entry.found(), Math.min(entry.loadedNanos(), ticker.read() - foundNanos))
                : entry);
    }

    /** Forgets everything, because changes may have been missed. */
    public void evictAll() {
        forgetLoads();
        cache.invalidateAll();
    }

    /** What is being read may be what was true before: nobody who comes later is to wait for it, and it is not cached. */
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
        // a stage of one's own: to cancel it leaves the shared one running
        CompletableFuture<Entry> shared = running == null ? mine : running;
        return Uni.createFrom().completionStage(() -> shared.thenApply(entry -> entry))
                .onFailure(CompletionException.class).transform(Throwable::getCause);
    }

    private static Optional<ApiKey> usable(Entry entry) {
        Instant now = Instant.now();
        return entry.found().filter(found -> found.isUsableAt(now)).map(Found::key);
    }
}
