package io.voiceforge.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

@Timeout(60)
class HeartbeatTest {

    private static final Duration SILENCE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofHours(10);
    private static final String BEAT = "beat";

    private final ManualSource<String> source = ManualSource.create();

    @Test
    void beatsWhileTheSourceIsSilentAndAsksItOnce() {
        // When
        AssertSubscriber<String> reader = beating(SILENCE, Long.MAX_VALUE);

        // Then
        reader.awaitItems(3, PATIENCE);
        assertThat(reader.getItems()).containsOnly(BEAT);
        assertThat(source.requests).containsExactly(1L);

        // When
        source.emit("a");

        // Then
        reader.awaitNextItem(PATIENCE);
        assertThat(reader.getItems()).contains("a");
        assertThat(source.requests).containsExactly(1L, 1L);
    }

    @Test
    void doesNotBeatForAReaderWhoWantsNothing() {
        // Given
        AssertSubscriber<String> reader = beating(SILENCE, 1);
        reader.awaitItems(1, PATIENCE);

        // Then
        await().during(SILENCE.multipliedBy(4)).atMost(PATIENCE).until(() -> reader.getItems().size() == 1);
        reader.request(1);
        reader.awaitItems(2, PATIENCE);
    }

    @Test
    void keepsAnItemWhoseDemandABeatHasTaken() {
        // Given
        AssertSubscriber<String> reader = beating(SILENCE, 1);
        reader.awaitItems(1, PATIENCE).assertItems(BEAT);

        // When
        source.emit("a");
        source.complete();

        // Then
        reader.assertItems(BEAT).assertNotTerminated();
        reader.request(1);
        reader.assertItems(BEAT, "a").assertCompleted();
        assertThat(source.requests).containsExactly(1L);
    }

    @Test
    void handsFailuresAndCancellationsOn() {
        AssertSubscriber<String> failed = beating(NEVER, 9);
        source.emit("a");
        source.fail(new IllegalStateException("broken"));
        failed.assertItems("a").assertFailedWith(IllegalStateException.class, "broken");

        AssertSubscriber<String> leaving = beating(NEVER, 9);
        leaving.cancel();
        source.emit("late");
        leaving.assertHasNotReceivedAnyItem();
        assertThat(source.cancellations).hasValue(1);
    }

    @Test
    void losesAndReordersNothingBetweenTwoThreads() {
        // Given
        List<String> items = IntStream.range(0, 20_000).mapToObj(String::valueOf).toList();
        Multi<String> racing = Multi.createFrom().iterable(items).emitOn(task -> CompletableFuture.runAsync(task));

        // When
        AssertSubscriber<String> reader = Heartbeat.on(racing, Duration.ofNanos(10_000), BEAT).subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));

        // Then
        reader.awaitCompletion(PATIENCE);
        assertThat(reader.getItems().stream().filter(item -> !item.equals(BEAT)).collect(Collectors.toList()))
                .isEqualTo(items);
    }

    private AssertSubscriber<String> beating(Duration silence, long demand) {
        return Heartbeat.on(source, silence, BEAT).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }
}
