package io.voiceforge.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Ticker;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.observe.Metrics;
import io.voiceforge.price.PriceTable;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.speech.SpeechService;
import io.voiceforge.stream.CallerContext;
import io.voiceforge.stream.WholeBytes;
import io.voiceforge.voice.SampleTexts;
import io.voiceforge.voice.Voice;

/**
 * Previews of the library's voices, spoken when somebody first asks for them, at the operator's expense, and kept while the process
 * lives. So the voices bound how many there are and what they can cost. Few are spoken at once, and a voice that has failed is left
 * alone for a while.
 */
@ApplicationScoped
public class VoicePreviews {

    /** Far more than a sample takes. */
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_AT_ONCE = 2;
    /** Requests that wait for a preview. */
    private static final int MAX_WAITING = 256;
    private static final Duration MAX_TIME = Duration.ofSeconds(30);
    /** How long a preview by another provider than the first is kept, before that one is asked again. */
    private static final Duration FALLBACK_TTL = Duration.ofMinutes(10);
    private static final Duration FAILURE_TTL = Duration.ofMinutes(1);

    /** A preview that is being made, has been made, or could not be made. */
    private static final class Entry {

        private final CompletableFuture<VoicePreview> preview = new CompletableFuture<>();
        /** When it is to be made anew, by the ticker; null for never. Guarded by the monitor of the previews. */
        private Long expiry;
    }

    private final boolean isEnabled;
    private final Duration maxWait;
    private final SpeechService speech;
    private final PriceTable prices;
    private final MemoryBudget memory;
    private final Metrics metrics;
    private final Ticker ticker = Ticker.systemTicker();
    /** By the id of the voice. Guarded by this object's monitor, as the queue. */
    private final Map<String, Entry> entries = new HashMap<>();
    /** Of each voice at most one entry waits here, so it is as long as the library at most. */
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    VoicePreviews(PreviewsConfig config, SpeechService speech, PriceTable prices, MemoryBudget memory, Metrics metrics) {
        this.isEnabled = config.enabled();
        this.maxWait = config.maxWait();
        this.speech = speech;
        this.prices = prices;
        this.memory = memory;
        this.metrics = metrics;
    }

    public boolean areEnabled() {
        return isEnabled;
    }

    /**
     * The preview of a voice of the library, in its turn. Fails with an {@link ApiException}: that of the providers, {@code overloaded} if
     * too many wait, or if it takes longer than callers wait, though it is still made; or {@code not_found} if there are no previews.
     */
    public Uni<VoicePreview> of(Voice voice) {
        return Uni.createFrom().deferred(() -> {
            if (!isEnabled) {
                throw ApiException.of(ErrorCode.NOT_FOUND, "There are no previews here");
            }
            if (!waiting.tryAcquire()) {
                throw busy();
            }
            return Uni.createFrom().deferred(() -> {
                CompletableFuture<VoicePreview> preview = entry(voice).preview;
                speakNext();
                // a stage of its own: whoever leaves does not end it for the others
                return Uni.createFrom().completionStage(() -> preview.thenApply(same -> same));
            }).ifNoItem().after(maxWait).failWith(VoicePreviews::busy)
                    .onFailure(CompletionException.class).transform(Throwable::getCause)
                    .onTermination().invoke(() -> waiting.release())
                    .emitOn(CallerContext.executor());
        });
    }

    private synchronized Entry entry(Voice voice) {
        Entry found = entries.get(voice.id());
        if (found != null && (found.expiry == null || ticker.read() - found.expiry < 0)) {
            return found;
        }
        Entry entry = new Entry();
        entries.put(voice.id(), entry);
        queue.add(() -> speak(voice).subscribe().with(preview -> made(entry, preview, null),
                failure -> made(entry, null, failure)));
        return entry;
    }

    private void speakNext() {
        Runnable next;
        synchronized (this) {
            next = queue.isEmpty() || !permits.tryAcquire() ? null : queue.remove();
        }
        if (next != null) {
            next.run();
        }
    }

    private void made(Entry entry, VoicePreview preview, Throwable failure) {
        synchronized (this) {
            if (failure != null || !preview.isFinal()) {
                entry.expiry = ticker.read() + (failure != null ? FAILURE_TTL : FALLBACK_TTL).toNanos();
            }
        }
        permits.release();
        if (failure != null) {
            entry.preview.completeExceptionally(toApiException(failure));
        } else {
            entry.preview.complete(preview);
        }
        speakNext();
    }

    private Uni<VoicePreview> speak(Voice voice) {
        String text = SampleTexts.of(voice);
        SpeechRequest request = new SpeechRequest(text, voice, AudioFormat.MP3, 1, null, null);
        MemoryBudget.Share share = memory.open();
        CallContext context = new CallContext(share);
        return speech.speak(request, context)
                .flatMap(spoken -> WholeBytes.of(spoken.audio().body(), MAX_BYTES, share,
                        () -> new ProviderFailure.Unavailable("preview: too long")).map(audio -> {
                            charge(request, spoken);
                            return VoicePreview.of(audio, !spoken.isFallback());
                        }))
                .ifNoItem().after(MAX_TIME).failWith(() -> new ProviderFailure.TimedOut("preview: too late"))
                .onTermination().invoke(() -> {
                    share.close();
                    // closes what is still open after a failure
                    context.cancellation().cancel();
                });
    }

    /** No key pays for it, but the meters say what it has cost. */
    private void charge(SpeechRequest request, Speech spoken) {
        String provider = spoken.provider().name();
        String operation = Operation.SPEECH.wireName();
        prices.of(spoken.provider(), speech.models(request).of(spoken.provider()))
                .flatMap(price -> price.characters(request.text().codePointCount(0, request.text().length())))
                .ifPresentOrElse(cost -> metrics.cost(provider, operation, cost.micros()),
                        () -> metrics.costUnknown(provider, operation));
    }

    private static ApiException toApiException(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known;
        }
        return failure instanceof ProviderFailure provider ? provider.toApiException()
                : new ProviderFailure.Unavailable("preview: broken off").toApiException();
    }

    private static ApiException busy() {
        return ApiException.retryable(ErrorCode.OVERLOADED, "Too many previews are being made. Try again.",
                Duration.ofSeconds(2));
    }
}
