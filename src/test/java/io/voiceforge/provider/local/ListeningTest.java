package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.VoiceActivity;
import io.voiceforge.audio.AudioFile;
import io.voiceforge.audio.AudioFormatException;
import io.voiceforge.audio.SilentFlac;
import io.voiceforge.call.Cancellation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.memory.MemoryBudget;
import io.voiceforge.memory.MemoryConfig;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.Pcm;
import io.voiceforge.testing.Settings;
import io.voiceforge.vad.SileroNetwork;

class ListeningTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Optional<SileroNetwork> NETWORK = Optional.of(SileroNetwork.load());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MemoryBudget memory = new MemoryBudget(Settings.of(MemoryConfig.class, Map.of()), new Metrics(meters));
    private final Cancellation cancellation = new Cancellation();
    /** What a thread would do next. */
    private final Queue<Runnable> turns = new ArrayDeque<>();

    @Test
    void networkDecidesWhatItGetsThrough() {
        assertThat(listen(Pcm.silence(3, 16_000).toWav(16, 1), NETWORK, LONG).detector()).isEqualTo("silero");
    }

    @Test
    void loudnessDecidesWhereTheNetworkHasNoTimeOrIsNotThere() {
        // Given a second of a tone between two of silence
        byte[] wav = Pcm.silence(1, 8000).then(tone(1)).then(Pcm.silence(1, 8000)).toWav(16, 1);

        for (VoiceActivity found : new VoiceActivity[] { listen(wav, NETWORK, Duration.ZERO),
                listen(wav, Optional.empty(), LONG) }) {
            assertThat(found.detector()).isEqualTo("energy");
            assertThat(found.segments()).singleElement().satisfies(segment -> {
                assertThat(segment.start()).isBetween(0.9, 1.1);
                assertThat(segment.end()).isBetween(1.9, 2.1);
            });
        }
    }

    @Test
    void turnsAreShortHoweverMuchAudioAPieceHolds() {
        // Given a minute in one piece
        byte[] flac = SilentFlac.of(60);
        assertThat(flac.length).isLessThan(16 * 1024);
        UniAssertSubscriber<VoiceActivity> result = start(flac, NETWORK, LONG);

        int count = runAll();

        result.assertCompleted();
        assertThat(count).isGreaterThan(3);
    }

    @Test
    void cancelledCallGetsNoFurtherTurn() {
        UniAssertSubscriber<VoiceActivity> result = start(Pcm.silence(60, 16_000).toWav(16, 1), NETWORK, LONG);
        turns.remove().run();

        cancellation.cancel();
        int count = runAll();

        result.assertFailedWith(CancellationException.class);
        assertThat(count).isEqualTo(1);
    }

    @Test
    void fileWithoutSamplesHasNoSpeech() {
        assertThat(listen(Pcm.silence(0, 16_000).toWav(16, 1), NETWORK, LONG).segments()).isEmpty();
    }

    @Test
    void brokenFileIsNoFailureOfTheDetector() {
        byte[] wav = Arrays.copyOf(Pcm.silence(1, 16_000).toWav(16, 1), 30);

        UniAssertSubscriber<VoiceActivity> result = start(wav, NETWORK, LONG);
        runAll();

        result.assertFailedWith(AudioFormatException.class);
    }

    @Test
    void hoursOfSilenceInAFewBytesAreRefusedAndCostNoMemory() {
        UniAssertSubscriber<VoiceActivity> result = start(SilentFlac.of(5 * 3600), Optional.empty(), LONG);
        runAll();

        assertThat(((ApiException) result.getFailure()).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(meters.find("voiceforge.memory.buffered").gauge().value()).isZero();
    }

    private VoiceActivity listen(byte[] file, Optional<SileroNetwork> network, Duration networkTime) {
        UniAssertSubscriber<VoiceActivity> result = start(file, network, networkTime);
        runAll();
        return result.awaitItem().getItem();
    }

    private UniAssertSubscriber<VoiceActivity> start(byte[] file, Optional<SileroNetwork> network, Duration networkTime) {
        return new Listening(new ActivityRequest(new InMemory(file), 0.5), network, networkTime, cancellation, turns::add,
                memory)
                .through().subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private int runAll() {
        int count = 0;
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
            count++;
        }
        return count;
    }

    private static Pcm tone(double seconds) {
        double[] samples = new double[(int) (seconds * 8000)];
        Arrays.setAll(samples, i -> 0.3 * Math.sin(2 * Math.PI * 440 * i / 8000));
        return new Pcm(samples, 8000);
    }

    private record InMemory(byte[] file) implements AudioFile {

        @Override
        public String name() {
            return "audio";
        }

        @Override
        public long bytes() {
            return file.length;
        }

        @Override
        public Uni<Buffer> read(long position, int length) {
            return Uni.createFrom().item(Buffer.buffer(
                    Arrays.copyOfRange(file, (int) position, (int) Math.min(file.length, position + length))));
        }
    }
}
