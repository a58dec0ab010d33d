package io.voiceforge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Operation;
import io.voiceforge.key.ApiKey;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.memory.MemoryConfig;
import io.voiceforge.observe.Metrics;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.testing.Settings;
import io.voiceforge.voice.Voice;

/** Time, room and pace. Everything else is in {@link CachedSpeechTest}. */
class SpeechCacheTest {

    private static final int MAX_BYTES = 20_000;
    private static final int MAX_ENTRY_BYTES = 8_000;

    private final AtomicLong now = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Metrics metrics = new Metrics(meters);
    private final MemoryBudget memory = new MemoryBudget(Settings.of(MemoryConfig.class, Map.of()), metrics);
    private final SpeechCache cache = new SpeechCache(Settings.of(SpeechCacheConfig.class, Map.of(
            "voiceforge.speech-cache.max-bytes", String.valueOf(MAX_BYTES),
            "voiceforge.speech-cache.max-entry-bytes", String.valueOf(MAX_ENTRY_BYTES),
            "voiceforge.speech-cache.ttl", "1h")), memory, metrics, now::get);
    private final ApiKey key = ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named("key"), Instant.now());
    private final AtomicInteger produced = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void anEntryHasItsTime() {
        read(call(), "a", 3);
        now.addAndGet(Duration.ofHours(1).toNanos() - 1);
        read(call(), "a", 3);
        assertThat(asked).hasValue(1);

        now.addAndGet(1);
        read(call(), "a", 3);

        assertThat(asked).hasValue(2);
    }

    @Test
    void whatFitsIsTakenAsFastAsItComesAndWhatDoesNotAtThePaceOfTheSlowest() {
        CompletableFuture<Speech> speech = new CompletableFuture<>();
        AssertSubscriber<Buffer> slow = subscribe(call(), "a", Uni.createFrom().completionStage(speech));
        AssertSubscriber<Buffer> other = subscribe(call(), "a", Uni.createFrom().completionStage(speech));
        speech.complete(speech(1000));
        assertThat(asked).hasValue(1);
        int unread = produced.get();
        assertThat(unread * 1000).isBetween(MAX_ENTRY_BYTES - 3000, MAX_ENTRY_BYTES);

        other.request(500);

        // nothing more for one as long as the other has not caught up
        assertThat(produced.get()).isLessThanOrEqualTo(unread + 1);
        slow.request(200);
        assertThat(produced.get()).isBetween(200, 202);
        assertThat(slow.getItems()).hasSize(200);
        assertThat(bytes()).isLessThanOrEqualTo(MAX_ENTRY_BYTES + 1000);

        slow.cancel();
        assertThat(other.getItems()).hasSize(500);
        other.request(Long.MAX_VALUE);
        other.assertCompleted();
        assertThat(text(other)).isEqualTo(audio(1000));
        assertThat(bytes()).isZero();
    }

    @Test
    void whatIsReadIsNotDroppedAndAllTogetherIsBounded() {
        AssertSubscriber<Buffer> first = subscribe(call(), "a", 5);
        AssertSubscriber<Buffer> second = subscribe(call(), "b", 5);
        AssertSubscriber<Buffer> third = subscribe(call(), "c", 5);
        // no room for the fourth beside those that are being read
        AssertSubscriber<Buffer> fourth = subscribe(call(), "d", 5);
        assertThat(bytes()).isLessThanOrEqualTo(MAX_BYTES + 1000);

        for (AssertSubscriber<Buffer> one : List.of(first, second, third, fourth)) {
            one.request(Long.MAX_VALUE);
            one.assertCompleted();
            assertThat(text(one)).isEqualTo(audio(5));
        }
        assertThat(bytes()).isLessThanOrEqualTo(MAX_BYTES);
        read(call(), "a", 5);
        assertThat(asked).hasValue(4);
    }

    @ParameterizedTest
    @CsvSource({ "9000000000000000000, 1, VOICEFORGE_SPEECH_CACHE_MAX_BYTES is more than half of the heap",
            "20000, 20001, VOICEFORGE_SPEECH_CACHE_MAX_ENTRY_BYTES (20001) is more than VOICEFORGE_SPEECH_CACHE_MAX_BYTES (20000)" })
    void sizesThatCannotBeEndTheStart(String all, String entry, String sentence) {
        assertThatThrownBy(() -> cache(all, entry)).hasMessageContaining("VoiceForge cannot start: " + sentence);
    }

    @Test
    void aCacheThatIsOffHasNoSizes() {
        assertThat(cache("0", "20001").isUsedBy(key)).isFalse();
    }

    private SpeechCache cache(String maxBytes, String maxEntryBytes) {
        return new SpeechCache(Settings.of(SpeechCacheConfig.class, Map.of("voiceforge.speech-cache.max-bytes", maxBytes,
                "voiceforge.speech-cache.max-entry-bytes", maxEntryBytes)), memory, metrics, now::get);
    }

    private String read(Call call, String text, int chunks) {
        AssertSubscriber<Buffer> reader = subscribe(call, text, chunks);
        reader.request(Long.MAX_VALUE);
        reader.assertCompleted();
        return text(reader);
    }

    /** Reads on demand. */
    private AssertSubscriber<Buffer> subscribe(Call call, String text, int chunks) {
        return subscribe(call, text, Uni.createFrom().item(speech(chunks)));
    }

    private AssertSubscriber<Buffer> subscribe(Call call, String text, Uni<Speech> synthesis) {
        AssertSubscriber<Buffer> reader = AssertSubscriber.create();
        cache.speak(request(text), call, context -> {
            asked.incrementAndGet();
            return synthesis;
        }).subscribe().with(speech -> speech.audio().body().subscribe().withSubscriber(reader));
        return reader;
    }

    private Speech speech(int chunks) {
        Multi<Buffer> source = Multi.createFrom().range(0, chunks).map(i -> {
            produced.incrementAndGet();
            return Buffer.buffer(chunk(i));
        });
        return new Speech(ProviderId.LOCAL, AudioStream.encoded(AudioFormat.MP3, source), false);
    }

    private Call call() {
        return new Call(key, Operation.SPEECH, "id", "voiceforge", null, memory.open());
    }

    private double bytes() {
        return meters.get("voiceforge.speech.cache.bytes").gauge().value();
    }

    private static SpeechRequest request(String text) {
        return new SpeechRequest(text, new Voice("v", "V", "", "", null, "", List.of(), null), AudioFormat.MP3, 1, null, null);
    }

    private static String chunk(int i) {
        return String.valueOf((char) ('a' + i % 26)).repeat(1000);
    }

    private static String audio(int chunks) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            all.append(chunk(i));
        }
        return all.toString();
    }

    private static String text(AssertSubscriber<Buffer> reader) {
        Buffer all = Buffer.buffer();
        reader.getItems().forEach(all::appendBuffer);
        return all.toString(StandardCharsets.US_ASCII);
    }
}
