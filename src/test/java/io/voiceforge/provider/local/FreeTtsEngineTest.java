package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.Voice.Gender;

@Timeout(60)
class FreeTtsEngineTest {

    private static final Voice MAN = Pcm.voice(Gender.MALE);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** What the engine has asked the fake voice to say. */
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger voicesMade = new AtomicInteger();
    private FreeTtsEngine engine;

    @AfterEach
    void close() {
        never.countDown();
        engine.close();
    }

    @Test
    void speaksWithTheRealVoice() {
        engine = new FreeTtsEngine(4);
        engine.warmUp();

        byte[] pcm = Pcm.join(engine.speak("Hello from VoiceForge", MAN, 1).collect().asList().await().atMost(LONG));

        assertThat(pcm.length / 32_000.0).isBetween(1.0, 3.0);
        assertThat(Pcm.rms(pcm)).isGreaterThan(500);
    }

    @Test
    void concurrentStreamsGetWhatALoneOneGets() {
        engine = new FreeTtsEngine(4);
        String one = "This is the first text. It has two sentences.";
        String two = "Here comes another one! It is longer, and it is spoken at the same time. Is that so?";
        byte[] oneAlone = Pcm.join(engine.speak(one, MAN, 1).collect().asList().await().atMost(LONG));
        byte[] twoAlone = Pcm.join(engine.speak(two, Pcm.voice(Gender.FEMALE), 1.5).collect().asList().await().atMost(LONG));

        AssertSubscriber<Buffer> first = engine.speak(one, MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(100));
        AssertSubscriber<Buffer> second = engine.speak(two, Pcm.voice(Gender.FEMALE), 1.5).subscribe()
                .withSubscriber(AssertSubscriber.create(100));

        assertThat(Pcm.join(first.awaitCompletion(LONG).getItems())).isEqualTo(oneAlone);
        assertThat(Pcm.join(second.awaitCompletion(LONG).getItems())).isEqualTo(twoAlone);
    }

    @Test
    void synthesizesOnlyWhatIsRequested() {
        engine = fake(4, LONG);
        AssertSubscriber<Buffer> reader = engine.speak("One. Two. Three.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(0));
        assertThat(said).isEmpty();

        reader.request(1).awaitItems(1, LONG);
        await().during(Duration.ofMillis(200)).until(() -> said.equals(List.of("One.")));

        reader.request(10).awaitCompletion(LONG);
        assertThat(said).containsExactly("One.", "Two.", "Three.");
    }

    @Test
    void streamsTakeTurns() {
        engine = fake(4, LONG);
        AssertSubscriber<Buffer> slow = engine.speak("wait. Aa. Aa. Aa. Aa.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(100));
        await().until(() -> said.contains("wait."));
        AssertSubscriber<Buffer> other = engine.speak("Bb. Bb. Bb. Bb.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(100));

        never.countDown();
        slow.awaitCompletion(LONG);
        other.awaitCompletion(LONG);

        assertThat(said.subList(1, 7)).containsExactly("Bb.", "Aa.", "Bb.", "Aa.", "Bb.", "Aa.");
    }

    @Test
    void cutsLongPiecesIntoBuffers() {
        engine = new FreeTtsEngine(4);

        List<Buffer> buffers = engine.speak("This sentence takes more than two seconds to speak.", MAN, 0.5).collect().asList()
                .await().atMost(LONG);

        assertThat(buffers).hasSizeGreaterThan(2).allSatisfy(b -> assertThat(b.length()).isBetween(2, 32_768).isEven());
    }

    @Test
    void cancelStopsSynthesis() {
        engine = fake(1, LONG);
        AssertSubscriber<Buffer> reader = engine.speak("One. Two. Three.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1, LONG);

        reader.cancel();
        reader.request(10);

        await().during(Duration.ofMillis(200)).until(() -> said.size() == 1);
        // The only place is free again.
        assertThat(engine.speak("Again.", MAN, 1).collect().asList().await().atMost(LONG)).hasSize(1);
    }

    @Test
    void declinesMoreStreamsThanItHasPlacesFor() {
        engine = fake(1, LONG);
        engine.speak("One.", MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(0));

        AssertSubscriber<Buffer> second = engine.speak("Two.", MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(1));

        ApiException failure = (ApiException) second.awaitFailure(LONG).getFailure();
        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
    }

    @Test
    void aHangingPieceFailsItsStreamAndNoOther() {
        engine = fake(4, Duration.ofSeconds(1));
        AssertSubscriber<Buffer> hanging = engine.speak("Fine. wait. Never.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(100));
        await().until(() -> said.contains("wait."));
        AssertSubscriber<Buffer> behind = engine.speak("Behind.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(100));

        assertThat(code(hanging)).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        behind.awaitCompletion(LONG);

        assertThat(voicesMade).hasValue(2);
        assertThat(said).doesNotContain("Never.");
        assertThat(hanging.getItems()).hasSize(1);
    }

    @Test
    void declinesWhileTooManyThreadsHang() {
        engine = fake(9, Duration.ofMillis(100));
        for (int i = 0; i < 3; i++) {
            assertThat(engine.canSpeak("Hi", MAN)).isTrue();
            assertThat(code(engine.speak("wait.", MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(1))))
                    .isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        }
        assertThat(engine.canSpeak("Hi", MAN)).isFalse();
        assertThat(code(engine.speak("Hi", MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(1))))
                .isEqualTo(ErrorCode.OVERLOADED);

        never.countDown();

        await().until(() -> engine.canSpeak("Hi", MAN));
    }

    @Test
    void aFailingPieceFailsItsStreamAndNoOther() {
        engine = fake(1, LONG);

        AssertSubscriber<Buffer> failing = engine.speak("One. fail. Two.", MAN, 1).subscribe()
                .withSubscriber(AssertSubscriber.create(100));

        assertThat(code(failing)).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(failing.getFailure().getMessage()).doesNotContain("fail.");
        assertThat(engine.speak("Again.", MAN, 1).collect().asList().await().atMost(LONG)).hasSize(1);
        assertThat(voicesMade).hasValue(1);
    }

    @Test
    void neverEndsWithoutSound() {
        engine = fake(1, LONG);

        assertThat(code(engine.speak("\u65e5\u672c ...", MAN, 1).subscribe().withSubscriber(AssertSubscriber.create(1))))
                .isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(engine.canSpeak("\u65e5\u672c ...", MAN)).isFalse();
        assertThat(said).isEmpty();
    }

    @Test
    void manyStreamsAllEnd() {
        engine = new FreeTtsEngine(64);

        List<AssertSubscriber<Buffer>> readers = IntStream.range(0, 64)
                .mapToObj(i -> engine.speak("Number " + i + ". Goodbye.", MAN, 4).subscribe()
                        .withSubscriber(AssertSubscriber.<Buffer> create(Long.MAX_VALUE)))
                .toList();

        readers.forEach(reader -> assertThat(reader.awaitCompletion(LONG).getItems()).isNotEmpty());
    }

    private static ErrorCode code(AssertSubscriber<Buffer> reader) {
        return ((ApiException) reader.awaitFailure(LONG).getFailure()).code();
    }

    private FreeTtsEngine fake(int maxStreams, Duration limit) {
        return new FreeTtsEngine(maxStreams, limit, () -> {
            voicesMade.incrementAndGet();
            return (text, female, speed) -> {
                said.add(text);
                if (text.startsWith("wait")) {
                    awaitUninterruptibly();
                } else if (text.startsWith("fail")) {
                    throw new StackOverflowError(text);
                }
                return new byte[200];
            };
        });
    }

    /** As FreeTTS would: an interrupt does not end it. */
    private void awaitUninterruptibly() {
        while (never.getCount() > 0) {
            Thread.onSpinWait();
        }
    }
}
