package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

class AudioConverterTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CodecPool pool = new CodecPool();
    private final AudioConverter converter = new AudioConverter(pool);

    @AfterEach
    void stop() {
        pool.stop();
    }

    @Test
    void saysWhatItCanProduce() {
        Set<AudioFormat> samples = EnumSet.of(AudioFormat.WAV, AudioFormat.PCM);
        Set<AudioFormat> targets = EnumSet.complementOf(EnumSet.of(AudioFormat.AAC));
        for (AudioFormat from : AudioFormat.values()) {
            for (AudioFormat to : AudioFormat.values()) {
                boolean expected = from == to || samples.contains(from) && targets.contains(to);
                assertThat(converter.canProduce(from, AudioTarget.of(to))).as("%s to %s", from, to).isEqualTo(expected);
            }
        }
        AudioStream mp3 = AudioStream.encoded(AudioFormat.MP3, Multi.createFrom().empty());
        assertThatThrownBy(() -> converter.convert(mp3, AudioTarget.of(AudioFormat.WAV)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void returnsAStreamAsItIsThatHasTheFormAlready() {
        for (AudioFormat format : AudioFormat.values()) {
            AudioStream stream = new AudioStream(format, format == AudioFormat.PCM ? 24_000 : 0, Multi.createFrom().empty());
            assertThat(converter.convert(stream, AudioTarget.of(format))).isSameAs(stream);
        }
    }

    @Test
    void turnsWavIntoPcmOf24KHz() {
        // Given
        byte[] wav = wav(44_100, Sound.sine(44_100, 1000, 44_100));

        // When
        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 1001)),
                AudioTarget.of(AudioFormat.PCM));

        // Then
        short[] pcm = Sound.samples(collect(stream));
        short[] expected = Sound.sine(24_000, 1000, 24_000);
        assertThat(stream.format()).isEqualTo(AudioFormat.PCM);
        assertThat(stream.sampleRateHertz()).isEqualTo(24_000);
        assertThat(pcm).hasSize(24_000);
        for (int i = 1000; i < 23_000; i++) {
            assertThat((int) pcm[i]).isCloseTo(expected[i], within(20));
        }
    }

    @Test
    void turnsPcmOfAnotherRateIntoPcmOf24KHz() {
        byte[] pcm = new PcmEncoder().encode(Sound.sine(16_000, 1000, 8000));

        AudioStream stream = converter.convert(AudioStream.pcm(16_000, pieces(pcm, 333)), AudioTarget.of(AudioFormat.PCM));

        assertThat(collect(stream)).hasSize(24_000);
    }

    @Test
    void turnsWavIntoMp3() {
        byte[] wav = wav(22_050, Sound.sine(22_050, 1000, 44_100));

        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 4096)),
                AudioTarget.of(AudioFormat.MP3));

        Mp3 mp3 = Mp3.parse(collect(stream));
        assertThat(stream.format()).isEqualTo(AudioFormat.MP3);
        assertThat(mp3.sampleRateHertz()).isEqualTo(22_050);
        assertThat(mp3.frames() * 576).isBetween(44_100 + 576, 44_100 + Mp3.DELAY_SAMPLES + 2 * 576);
    }

    @Test
    void turnsWavIntoFlacOfTheSameRate() {
        short[] sound = Sound.sine(22_050, 1000, 44_100);
        byte[] wav = wav(22_050, sound);

        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 4096)),
                AudioTarget.of(AudioFormat.FLAC));

        Flac flac = Flac.decode(collect(stream));
        assertThat(stream.format()).isEqualTo(AudioFormat.FLAC);
        assertThat(flac.sampleRateHertz()).isEqualTo(22_050);
        assertThat(flac.samples()).isEqualTo(sound);
    }

    @Test
    void turnsPcmIntoOpusUnderBothOfItsNames() {
        byte[] pcm = new PcmEncoder().encode(Sound.sine(16_000, 440, 24_000));
        for (AudioFormat format : EnumSet.of(AudioFormat.OGG, AudioFormat.OPUS)) {
            AudioStream stream = converter.convert(AudioStream.pcm(16_000, pieces(pcm, 1111)), AudioTarget.of(format));

            Ogg first = Ogg.parse(collect(stream));
            Ogg second = Ogg.parse(collect(stream));
            assertThat(stream.format()).isEqualTo(format);
            assertThat(first.decodeOpus(16_000)).hasSize(24_000).isEqualTo(second.decodeOpus(16_000));
            // so that one can be put behind the other
            assertThat(first.serial()).isNotEqualTo(second.serial());
        }
    }

    @Test
    void resamplesToARateThatOpusHas() {
        byte[] wav = wav(44_100, Sound.sine(44_100, 1000, 44_100));

        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 70_000)),
                AudioTarget.of(AudioFormat.OPUS));

        assertThat(Ogg.parse(collect(stream)).decodeOpus(48_000)).hasSize(48_000);
    }

    @Test
    void resamplesToARateThatMp3Has() {
        byte[] wav = wav(96_000, Sound.sine(96_000, 1000, 96_000));

        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 70_000)),
                AudioTarget.of(AudioFormat.MP3));

        assertThat(Mp3.parse(collect(stream)).sampleRateHertz()).isEqualTo(48_000);
    }

    @ParameterizedTest
    @CsvSource({ "22050,32", "24000,48", "44100,32", "44100,64", "44100,96", "44100,128", "44100,192" })
    void turnsWavIntoMp3OfAnExactRate(int rate, int kilobits) {
        byte[] wav = wav(24_000, Sound.sine(24_000, 1000, 24_000));

        byte[] mp3 = collect(converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 4096)),
                new AudioTarget(AudioFormat.MP3, rate, kilobits)));

        Mp3 frames = Mp3.parse(mp3, kilobits);
        assertThat(frames.sampleRateHertz()).isEqualTo(rate);
        assertThat(frames.frames() * frames.samplesPerFrame()).isBetween(rate, rate + Mp3.DELAY_SAMPLES + 2 * 1152);
        assertSounds(Mp3.decode(mp3), rate / 4, rate / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = { 32, 64, 96, 128, 192 })
    void turnsWavIntoOpusOfAnExactBitRate(int kilobits) {
        byte[] wav = wav(24_000, Sound.sine(24_000, 1000, 48_000));

        byte[] opus = collect(converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 4096)),
                new AudioTarget(AudioFormat.OPUS, 48_000, kilobits)));

        short[] sound = Ogg.parse(opus).decodeOpus(48_000);
        assertThat(sound).hasSize(96_000);
        assertSounds(sound, 24_000, 48_000);
        // the codec takes less for sound as simple as this
        assertThat(opus.length).isBetween(kilobits * 2000 / 8 / 2, kilobits * 2000 / 8 * 5 / 4 + 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = { 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000 })
    void turnsSamplesIntoThoseOfAnExactRate(int rate) {
        byte[] pcm = new PcmEncoder().encode(Sound.sine(16_000, 1000, 16_000));

        AudioStream samples = converter.convert(AudioStream.pcm(16_000, pieces(pcm, 1111)),
                new AudioTarget(AudioFormat.PCM, rate, 0));
        byte[] wav = collect(converter.convert(AudioStream.pcm(16_000, pieces(pcm, 1111)),
                new AudioTarget(AudioFormat.WAV, rate, 0)));

        short[] sound = Sound.samples(collect(samples));
        assertThat(samples.sampleRateHertz()).isEqualTo(rate);
        assertThat(sound).hasSize(rate);
        assertSounds(sound, rate / 4, rate / 2);
        assertThat(wav).isEqualTo(wav(rate, sound));
    }

    @Test
    void turnsSamplesIntoTelephoneAudio() {
        byte[] pcm = new PcmEncoder().encode(Sound.sine(24_000, 1000, 24_000));
        for (AudioFormat format : EnumSet.of(AudioFormat.ULAW, AudioFormat.ALAW)) {
            AudioStream stream = converter.convert(AudioStream.pcm(24_000, pieces(pcm, 1111)), AudioTarget.of(format));

            assertThat(stream.format()).isEqualTo(format);
            assertThat(collect(stream)).hasSize(8000);
        }
    }

    @Test
    void encodesAnewWhereARateIsAskedFor() {
        AudioTarget exact = new AudioTarget(AudioFormat.WAV, 24_000, 0);
        AudioStream wav = AudioStream.encoded(AudioFormat.WAV, Multi.createFrom().empty());
        AudioStream pcm = AudioStream.pcm(24_000, Multi.createFrom().empty());

        assertThat(converter.canProduce(AudioFormat.WAV, exact)).isTrue();
        assertThat(converter.canProduce(AudioFormat.MP3, new AudioTarget(AudioFormat.MP3, 44_100, 128))).isFalse();
        assertThat(converter.convert(wav, exact)).isNotSameAs(wav);
        assertThat(converter.convert(pcm, new AudioTarget(AudioFormat.PCM, 24_000, 0))).isSameAs(pcm);
    }

    /** As loud as the tone that all of them begin with. */
    private static void assertSounds(short[] sound, int from, int to) {
        double expected = 0.5 * Short.MAX_VALUE / Math.sqrt(2);
        assertThat(Sound.decibels(Sound.level(sound, from, to), expected)).isCloseTo(0, within(0.5));
    }

    @Test
    void turnsPcmIntoWavOfTheSameRate() {
        for (int rate : new int[] { 16_000, 96_000 }) {
            short[] sound = Sound.sine(rate, 1000, 32_000);
            byte[] pcm = new PcmEncoder().encode(sound);

            AudioStream stream = converter.convert(AudioStream.pcm(rate, pieces(pcm, 777)), AudioTarget.of(AudioFormat.WAV));

            assertThat(stream.sampleRateHertz()).isZero();
            assertThat(collect(stream)).isEqualTo(wav(rate, sound));
        }
    }

    @Test
    void emitsSmallBuffersOnItsOwnThreadsWhateverTheSourceDoes() {
        // Given two megabytes in one buffer, with empty ones around it
        byte[] pcm = new PcmEncoder().encode(Sound.sine(16_000, 1000, 1_000_000));
        Multi<Buffer> source = Multi.createFrom().items(Buffer.buffer(), Buffer.buffer(pcm), Buffer.buffer());
        Set<String> threads = ConcurrentHashMap.newKeySet();

        // When
        List<Buffer> buffers = converter.convert(AudioStream.pcm(16_000, source), AudioTarget.of(AudioFormat.WAV)).body()
                .invoke(() -> threads.add(Thread.currentThread().getName()))
                .collect().asList().await().atMost(PATIENCE);

        // Then
        assertThat(buffers).allSatisfy(buffer -> assertThat(buffer.length()).isBetween(1, 65_536));
        assertThat(buffers.stream().mapToInt(Buffer::length).sum()).isEqualTo(44 + pcm.length);
        assertThat(threads).allMatch(name -> name.startsWith("codec-"));
    }

    @Test
    void asksTheSourceForNoMoreThanIsWanted() {
        // Given
        AtomicLong emitted = new AtomicLong();
        Multi<Buffer> source = endless().invoke(emitted::incrementAndGet);
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(0);

        // When
        converter.convert(AudioStream.pcm(24_000, source), AudioTarget.of(AudioFormat.MP3)).body().subscribe()
                .withSubscriber(subscriber);
        // Then
        assertThat(emitted).hasValueLessThanOrEqualTo(2);

        // When
        subscriber.request(3).awaitItems(3, PATIENCE);
        // Then every source buffer holds several MP3 frames
        awaitIdle();
        assertThat(emitted).hasValueLessThanOrEqualTo(6);

        // When
        subscriber.awaitNextItems(5, PATIENCE);
        // Then
        awaitIdle();
        assertThat(emitted).hasValueLessThanOrEqualTo(11);
        subscriber.cancel();
    }

    @Test
    void passesACancellationToTheSourceAndFreesItsThread() {
        // Given
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicLong emitted = new AtomicLong();
        Multi<Buffer> source = endless().invoke(emitted::incrementAndGet).onCancellation().invoke(() -> cancelled.set(true));
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(Long.MAX_VALUE);
        converter.convert(AudioStream.pcm(24_000, source), AudioTarget.of(AudioFormat.MP3)).body().subscribe()
                .withSubscriber(subscriber);
        subscriber.awaitItems(2, PATIENCE);

        // When
        subscriber.cancel();

        // Then
        await().atMost(PATIENCE).untilTrue(cancelled);
        awaitIdle();
        long then = emitted.get();
        awaitIdle();
        assertThat(emitted).hasValue(then);
    }

    @Test
    void passesAFailureOnAfterWhatCameBeforeIt() {
        // Given
        IOException failure = new IOException("gone");
        byte[] pcm = new PcmEncoder().encode(Sound.sine(16_000, 1000, 8000));
        Multi<Buffer> source = Multi.createBy().concatenating().streams(Multi.createFrom().item(Buffer.buffer(pcm)),
                Multi.createFrom().failure(failure));
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(Long.MAX_VALUE);

        // When
        converter.convert(AudioStream.pcm(16_000, source), AudioTarget.of(AudioFormat.PCM)).body().subscribe()
                .withSubscriber(subscriber);

        // Then
        assertThat(subscriber.awaitFailure(PATIENCE).getFailure()).isSameAs(failure);
        assertThat(subscriber.getItems()).isNotEmpty();
    }

    @Test
    void failsOnACorruptSourceAndCancelsIt() {
        // Given
        AtomicBoolean cancelled = new AtomicBoolean();
        Multi<Buffer> source = Multi.createBy().repeating().supplier(() -> Buffer.buffer("<html>no audio today</html>"))
                .indefinitely().onCancellation().invoke(() -> cancelled.set(true));
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(Long.MAX_VALUE);

        // When
        converter.convert(AudioStream.encoded(AudioFormat.WAV, source), AudioTarget.of(AudioFormat.MP3)).body().subscribe()
                .withSubscriber(subscriber);

        // Then
        subscriber.awaitFailure(PATIENCE).assertFailedWith(AudioFormatException.class, "not a WAV stream");
        assertThat(cancelled).isTrue();
    }

    @Test
    void failsWhenThereIsNoAudioAtAll() {
        for (AudioFormat target : EnumSet.of(AudioFormat.PCM, AudioFormat.MP3)) {
            Multi<Buffer> empty = Multi.createFrom().item(Buffer.buffer(wav(16_000, new short[0])));
            assertThatThrownBy(
                    () -> collect(converter.convert(AudioStream.encoded(AudioFormat.WAV, empty), AudioTarget.of(target))))
                    .isInstanceOf(AudioFormatException.class).hasMessageContaining("contains no audio");
        }
        assertThatThrownBy(
                () -> collect(converter.convert(AudioStream.pcm(16_000, Multi.createFrom().empty()),
                        AudioTarget.of(AudioFormat.WAV))))
                .isInstanceOf(AudioFormatException.class).hasMessageContaining("contains no audio");
        assertThatThrownBy(() -> collect(
                converter.convert(AudioStream.pcm(1, Multi.createFrom().empty()), AudioTarget.of(AudioFormat.WAV))))
                .isInstanceOf(AudioFormatException.class).hasMessageContaining("1 samples per second");
    }

    @Test
    void failsWhenThePoolTakesNoMoreAndCancelsTheSource() {
        // Given
        AtomicBoolean cancelled = new AtomicBoolean();
        Multi<Buffer> source = endless().onCancellation().invoke(() -> cancelled.set(true));
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(Long.MAX_VALUE);
        pool.stop();

        // When
        converter.convert(AudioStream.pcm(24_000, source), AudioTarget.of(AudioFormat.MP3)).body().subscribe()
                .withSubscriber(subscriber);

        // Then
        assertThat(subscriber.awaitFailure(PATIENCE).getFailure()).isInstanceOfSatisfying(ApiException.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(cancelled).isTrue();
    }

    @Test
    void keepsSubscriptionsApart() {
        byte[] wav = wav(16_000, Sound.sine(16_000, 1000, 16_000));
        AudioStream stream = converter.convert(AudioStream.encoded(AudioFormat.WAV, pieces(wav, 500)),
                AudioTarget.of(AudioFormat.MP3));

        assertThat(collect(stream)).isEqualTo(collect(stream));
    }

    /** Until all that has been handed to the pool so far is done. */
    private void awaitIdle() {
        await().atMost(PATIENCE).until(() -> pool.queued() == 0 && pool.active() == 0);
    }

    private static Multi<Buffer> endless() {
        byte[] second = new PcmEncoder().encode(Sound.sine(24_000, 440, 12_000));
        return Multi.createBy().repeating().supplier(() -> Buffer.buffer(second)).indefinitely();
    }

    private static byte[] wav(int rate, short[] sound) {
        WavBuilder wav = new WavBuilder();
        wav.rateHertz = rate;
        wav.audio = new PcmEncoder().encode(sound);
        return wav.build();
    }

    private static Multi<Buffer> pieces(byte[] bytes, int size) {
        List<Buffer> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            pieces.add(Buffer.buffer(bytes).getBuffer(from, Math.min(bytes.length, from + size)));
        }
        return Multi.createFrom().iterable(Collections.unmodifiableList(pieces));
    }

    private static byte[] collect(AudioStream stream) {
        return stream.body().collect().in(Buffer::buffer, Buffer::appendBuffer).await().atMost(PATIENCE).getBytes();
    }
}
