package io.voiceforge.gateway;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Cancellation;
import io.voiceforge.config.CannotStart;
import io.voiceforge.key.ApiKey;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.observe.Metrics;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.CallerContext;

/**
 * Speech that has been spoken before, for keys that use it: the same request of the same key gets the same audio again. While it is
 * being spoken for the first time, others who ask for it read along. What all of it takes is bounded; the least recently used goes
 * first. In this process only.
 */
@ApplicationScoped
class SpeechCache {

    /** What an entry takes besides its text and audio. */
    private static final int ENTRY_BYTES = 1024;
    /** A larger cache would leave too little of the heap to everything else. */
    private static final int HEAP_SHARE = 2;

    /** All that makes the audio what it is, and whose it is. */
    record Key(UUID keyId, SpeechRequest request) {

        int bytes() {
            return ENTRY_BYTES + 2 * request.text().length();
        }
    }

    private final long maxBytes;
    private final long maxEntryBytes;
    private final long ttlNanos;
    private final MemoryBudget memory;
    private final Metrics metrics;
    private final Ticker ticker;
    /** The least recently used first. Guarded by this cache's monitor, as everything in recordings. */
    private final Map<Key, Recording> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    SpeechCache(SpeechCacheConfig config, MemoryBudget memory, Metrics metrics) {
        this(config, memory, metrics, Ticker.systemTicker());
    }

    SpeechCache(SpeechCacheConfig config, MemoryBudget memory, Metrics metrics, Ticker ticker) {
        this.maxBytes = config.maxBytes();
        this.maxEntryBytes = config.maxEntryBytes();
        this.ttlNanos = config.ttl().toNanos();
        this.memory = memory;
        this.metrics = metrics;
        this.ticker = ticker;
        if (maxBytes > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
            throw CannotStart.because("VOICEFORGE_SPEECH_CACHE_MAX_BYTES is more than half of the heap ("
                    + Runtime.getRuntime().maxMemory() + " bytes). Make it smaller, or the heap larger.");
        }
        if (maxBytes > 0 && maxEntryBytes > maxBytes) {
            throw CannotStart.because("VOICEFORGE_SPEECH_CACHE_MAX_ENTRY_BYTES (" + maxEntryBytes
                    + ") is more than VOICEFORGE_SPEECH_CACHE_MAX_BYTES (" + maxBytes
                    + "): make one smaller, or the other larger.");
        }
        metrics.gauge("voiceforge.speech.cache.bytes", "Bytes in the speech cache", bytes::get);
        metrics.gauge("voiceforge.speech.cache.entries", "Entries in the speech cache", this::size);
    }

    /** Made at the start, so that settings that cannot be end it. */
    void onStart(@Observes StartupEvent event) {
        // the constructor has done it all
    }

    /** Whether the key's speech goes through the cache. */
    boolean isUsedBy(ApiKey key) {
        return maxBytes > 0 && key.settings().speechCache();
    }

    /**
     * The audio from the cache, or from {@code synthesis}, which is asked once for all who want the same at the same time. Completes and
     * fails as it does, and notes in the call which of the two it was. If the call that asks it ends before there is any audio, one of
     * those who wait asks again.
     */
    Uni<Speech> speak(SpeechRequest request, Call call, Function<CallContext, Uni<Speech>> synthesis) {
        return Uni.createFrom().deferred(() -> {
            Key key = new Key(call.caller().id(), request);
            RecordingReader reader;
            boolean isFirst;
            synchronized (this) {
                Recording found = find(key);
                isFirst = found == null;
                reader = (isFirst ? begin(key) : found).reader(isFirst);
            }
            call.cacheResult(isFirst ? Call.CacheResult.MISS : Call.CacheResult.HIT);
            metrics.speechCache(isFirst ? "miss" : "hit");
            // before anything is reserved, so that the call pays for what it leaves to others
            call.atEnd(reader::leave);
            if (isFirst) {
                MemoryBudget.Share share = memory.open();
                CallContext context = new CallContext(new Cancellation(), call.timer(), share);
                reader.recording().record(context, synthesis.apply(context).onTermination().invoke(share::close), call::model);
            }
            return reader.speech(call).emitOn(CallerContext.executor());
        }).onFailure(AbandonedException.class).recoverWithUni(() -> call.context().cancellation().isCancelled()
                ? Uni.createFrom().failure(new CancellationException("The caller has left"))
                : speak(request, call, synthesis));
    }

    /**
     * Takes room for an entry that holds so many bytes already, from others if need be; false if there is none. Holds the monitor.
     */
    boolean take(long held, int more) {
        if (held + more > maxEntryBytes) {
            return false;
        }
        Iterator<Recording> eldest = entries.values().iterator();
        while (bytes.get() + more > maxBytes && eldest.hasNext()) {
            Recording entry = eldest.next();
            if (entry.isIdle()) {
                eldest.remove();
                entry.close();
                metrics.speechCacheEvicted();
            }
        }
        if (bytes.get() + more > maxBytes) {
            return false;
        }
        bytes.addAndGet(more);
        return true;
    }

    /** Counts what is held although there is no room for it, or, if negative, is held no longer. Holds the monitor. */
    void hold(long more) {
        bytes.addAndGet(more);
    }

    /** Lets nobody join any longer. Holds the monitor. */
    void remove(Recording recording) {
        entries.remove(recording.key, recording);
    }

    long expiry() {
        return ticker.read() + ttlNanos;
    }

    private Recording find(Key key) {
        Recording found = entries.get(key);
        if (found != null && found.isExpired(ticker.read())) {
            found.close();
            return null;
        }
        return found;
    }

    private Recording begin(Key key) {
        Recording recording = new Recording(this, key);
        if (recording.open()) {
            entries.put(key, recording);
        }
        return recording;
    }

    private synchronized int size() {
        return entries.size();
    }
}
