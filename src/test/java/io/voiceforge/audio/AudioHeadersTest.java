package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AudioHeadersTest {

    private static final int PART_BYTES = 64 * 1024;

    @Test
    void knowsContainersByHowTheyBegin() {
        assertThat(AudioHeaders.container(new WavBuilder().build())).isEqualTo(AudioContainer.WAV);
        assertThat(AudioHeaders.container(flac(16_000, 1))).isEqualTo(AudioContainer.FLAC);
        assertThat(AudioHeaders.container(page(2, 0, 1, opusHead(312)))).isEqualTo(AudioContainer.OGG);
        assertThat(AudioHeaders.container(latin1("ID3\4\0\0\0\0\0\0"))).isEqualTo(AudioContainer.MP3);
        assertThat(AudioHeaders.container(mp3Frame(3, 9, 0, false))).isEqualTo(AudioContainer.MP3);
        assertThat(AudioHeaders.container(latin1("\0\0\0\u0020ftypM4A "))).isEqualTo(AudioContainer.MP4);
        assertThat(AudioHeaders.container(latin1("\u001a\u0045\u00df\u00a3\u009f"))).isEqualTo(AudioContainer.WEBM);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "R", "RIFF", "RIFF\0\0\0\0AVI ", "fLa", "Ogg", "ID", "\0\0\0\u0020ftyq", "<html>",
            "\u001a\u0045\u00df",
            // MPEG's sync word in AAC, in layer II, with a reserved version, a forbidden bit rate, and a free one
            "\u00ff\u00f1\u0050\u0080", "\u00ff\u00fd\u0090\u0000", "\u00ff\u00eb\u0090\u0000", "\u00ff\u00fb\u00f0\u0000",
            "\u00ff\u00fb\u0000\u0000" })
    void doesNotKnowWhatIsNoneOfThem(String bytes) {
        assertThat(AudioHeaders.container(latin1(bytes))).isEqualTo(AudioContainer.UNKNOWN);
        assertThat(millis(latin1(bytes))).isEmpty();
    }

    @Test
    void namesTheUsualEndings() {
        assertThat(Arrays.stream(AudioContainer.values()).map(AudioContainer::extension))
                .containsExactly("wav", "flac", "ogg", "mp3", "m4a", "webm", "");
    }

    @Test
    void measuresATagBeforeTheAudio() {
        assertThat(AudioHeaders.id3Bytes(latin1("ID3\4\0\0\0\0\2\1"))).isEqualTo(10 + 257);
        assertThat(AudioHeaders.id3Bytes(latin1("ID3\4\0\u0010\0\0\2\1"))).isEqualTo(10 + 257 + 10);
        assertThat(AudioHeaders.id3Bytes(latin1("ID3\3\0\0\u007f\u007f\u007f\u007f"))).isEqualTo((1 << 28) + 9);
        for (String none : List.of("", "ID3", "ID3\4\0\0\0\0\2", "ID3\4\0\0\0\0\2\u0081", "ID3\u00ff\0\0\0\0\2\1",
                "TAG\4\0\0\0\0\2\1")) {
            assertThat(AudioHeaders.id3Bytes(latin1(none))).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({ "1,8,1,8000", "1,16,1,16000", "1,24,2,44100", "1,32,8,192000", "3,32,2,48000", "3,64,1,22050" })
    void readsWavOfEveryKind(int tag, int bits, int channels, int rate) {
        WavBuilder wav = new WavBuilder();
        wav.tag = tag;
        wav.bits = bits;
        wav.channels = channels;
        wav.rateHertz = rate;
        wav.audio = new byte[rate * channels * bits / 8 * 3 / 2];
        wav.chunksBefore = WavBuilder.chunk("LIST", new byte[33]);
        wav.chunksAfter = WavBuilder.chunk("LIST", new byte[5000]);

        assertThat(millis(wav.build())).hasValue(1500);
        wav.extensible = true;
        assertThat(millis(wav.build())).hasValue(1500);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, -1, 64_001, Integer.MAX_VALUE, Integer.MIN_VALUE })
    void takesWavToTheEndOfTheFileWhenItsSizeCannotBe(int declaredSize) {
        WavBuilder wav = new WavBuilder();
        wav.audio = new byte[64_000];
        wav.declaredSize = declaredSize;

        assertThat(millis(wav.build())).hasValue(2000);
    }

    @Test
    void takesWavInBlocksByTheirSamples() {
        // 100 blocks, and nothing as an average
        assertThat(millis(adpcm(256, 505))).hasValue(505 * 100 * 1000 / 16_000);
    }

    @Test
    void takesCompressedWavByItsAverageBytesInASecond() {
        WavBuilder wav = new WavBuilder();
        wav.tag = 0x55;
        wav.bits = 8;
        wav.audio = new byte[40_000];

        // the builder's average: 16 000 Hz · 1 byte
        assertThat(millis(wav.build())).hasValue(2500);
    }

    @Test
    void hasNoAnswerForWavThatCannotBe() {
        byte[] right = new WavBuilder().build();
        assertThat(millis(right)).hasValue(0);
        // no rate, no channels, no block, no format chunk, cut off in its format, cut off before its data
        assertThat(millis(with(right, 24, 0, 0, 0, 0))).isEmpty();
        assertThat(millis(with(right, 22, 0, 0))).isEmpty();
        assertThat(millis(with(right, 32, 0, 0))).isEmpty();
        assertThat(millis(with(right, 12, 'x'))).isEmpty();
        assertThat(millis(Arrays.copyOf(right, 30))).isEmpty();
        assertThat(millis(Arrays.copyOf(right, 40))).isEmpty();
        // compressed, with an average of zero; in blocks of no samples
        assertThat(millis(with(with(right, 20, 7), 28, 0, 0, 0, 0))).isEmpty();
        assertThat(millis(adpcm(256, 0))).isEmpty();
        assertThat(millis(adpcm(0, 505))).isEmpty();
        // shorter than its own head
        assertThat(AudioHeaders.durationMillis(right, right, 10)).isEmpty();
    }

    @Test
    void readsFlac() {
        assertThat(millis(flac(44_100, 44_100 * 75))).hasValue(75_000);
        assertThat(millis(flac(8000, (1L << 36) - 1))).hasValue(((1L << 36) - 1) / 8);
        assertThat(millis(flac(44_100, 0))).isEmpty();
        assertThat(millis(flac(0, 44_100))).isEmpty();
        assertThat(millis(with(flac(44_100, 44_100), 4, 4))).isEmpty();
        assertThat(millis(Arrays.copyOf(flac(44_100, 44_100), 25))).isEmpty();
    }

    @Test
    void countsTheFramesOfFlacThatLeavesItsLengthOpen() {
        for (int samples : new int[] { 1, 4095, 4096, 4097, 16_000 * 200 }) {
            byte[] file = Sound.encode(new FlacEncoder(16_000), Sound.sine(16_000, 440, samples), 16_000);

            assertThat(millis(file)).hasValue(samples / 16);
            // cut off in its last frame
            assertThat(millis(Arrays.copyOf(file, file.length - 1))).isEmpty();
        }
    }

    @Test
    @Timeout(20)
    void doesNotTryAllThatLooksLikeAFrameOfFlac() {
        byte[] header = Arrays.copyOf(new FlacFrame(new short[1]).encode(1, 192_000), 8);
        assertThat(millis(Sound.join(flac(16_000, 0), repeat(header, 80_000), new byte[9]))).isEmpty();
    }

    @Test
    void readsOpusWithoutTheSamplesThatAreToBeSkipped() {
        byte[] file = Sound.join(page(2, 0, 7, opusHead(312)), page(0, 0, 7, latin1("OpusTags")),
                page(0, 960, 7, new byte[100]), page(4, 48_000 * 3 + 312, 7, new byte[100]));

        assertThat(millis(file)).hasValue(3000);
    }

    @Test
    void readsVorbisFlacAndSpeexInOgg() {
        byte[] vorbis = Sound.join(latin1("\u0001vorbis"),
                WavBuilder.little(23).putInt(0).put((byte) 1).putInt(22_050).array());
        byte[] flac = Sound.join(latin1("\u007fFLAC\1\0\0\2"), flac(22_050, 0));
        byte[] speex = Sound.join(latin1("Speex   "), WavBuilder.little(72).putInt(28, 22_050).array());
        for (byte[] packet : List.of(vorbis, flac, speex)) {
            byte[] file = Sound.join(page(2, 0, -5, packet), page(4, 22_050 * 4, -5, new byte[10]));
            assertThat(millis(file)).hasValue(4000);
        }
    }

    @Test
    void looksForTheLastPositionOfTheStreamThatItKnows() {
        // Given pictures beside the sound, and a last page on which no packet ends
        byte[] file = Sound.join(page(2, 0, 1, latin1("\u0080theora and more")), page(2, 0, 2, opusHead(0)),
                page(0, 48_000, 2, new byte[3]), page(0, 48_000 * 9, 1, new byte[3]), page(4, -1, 2, new byte[3]));

        assertThat(millis(file)).hasValue(1000);
    }

    @Test
    void hasNoAnswerForOggThatCannotBe() {
        byte[] begin = page(2, 0, 1, opusHead(312));
        assertThat(millis(begin)).isEmpty();
        assertThat(millis(Sound.join(begin, page(4, 311, 1, new byte[3])))).isEmpty();
        assertThat(millis(Sound.join(begin, page(4, -2, 1, new byte[3])))).isEmpty();
        assertThat(millis(Sound.join(begin, page(4, Long.MAX_VALUE, 1, new byte[3])))).isEmpty();
        assertThat(millis(Sound.join(page(2, 0, 1, latin1("fishead")), page(4, 48_000, 1, new byte[3])))).isEmpty();
        // a position in the middle of a longer file is not its end
        byte[] head = Sound.join(begin, page(0, 48_000, 1, new byte[3]));
        assertThat(AudioHeaders.durationMillis(head, new byte[PART_BYTES], 1_000_000)).isEmpty();
    }

    @Test
    void takesMp3OfConstantBitRateByItsBytes() {
        // Given 128 kbit/s at 44.1 kHz, with padding before and a tag behind
        byte[] frames = repeat(mp3Frame(3, 9, 0, false), 100);
        byte[] tag = Arrays.copyOf(latin1("TAG"), 128);

        assertThat(millis(frames)).hasValue(100 * 417 * 8 / 128);
        assertThat(millis(Sound.join(new byte[500], frames))).hasValue(100 * 417 * 8 / 128);
        assertThat(millis(Sound.join(frames, tag))).hasValue(100 * 417 * 8 / 128);
        assertThat(millis(mp3Frame(3, 9, 0, false))).hasValue(26);
    }

    @ParameterizedTest
    @CsvSource({ "3,Xing,false,36", "3,Info,true,21", "2,Info,false,21", "2,Xing,true,13", "0,Info,true,13", "3,VBRI,false,36",
            "3,VBRI,true,36" })
    void takesMp3ByTheNumberOfFramesThatItNames(int version, String name, boolean mono, int offset) {
        byte[] first = mp3Frame(version, 9, 0, mono);
        boolean vbri = name.equals("VBRI");
        ByteBuffer fields = ByteBuffer.wrap(first).position(offset).put(WavBuilder.ascii(name));
        fields.putInt(offset + (vbri ? 14 : 8), 1000);
        if (!vbri) {
            fields.putInt(offset + 4, 1);
        }
        int samples = version == 3 ? 1152 : 576;
        int rate = version == 3 ? 44_100 : version == 2 ? 22_050 : 11_025;
        byte[] file = Sound.join(first, repeat(mp3Frame(version, 2, 0, mono), 1000));

        assertThat(millis(file)).hasValue(1000L * samples * 1000 / rate);

        // a delay of 1105 and a padding of 1000 samples
        if (!vbri) {
            fields.putInt(offset + 4, 15);
            fields.position(offset + 8 + 4 + 4 + 100 + 4).put(WavBuilder.ascii("LAME3.100"));
            fields.putInt(offset + 8 + 4 + 4 + 100 + 4 + 20, 1105 << 12 | 1000);
            file = Sound.join(first, repeat(mp3Frame(version, 2, 0, mono), 1000));
            assertThat(millis(file)).hasValue((1000L * samples - 2105) * 1000 / rate);
        }
    }

    @Test
    void hasNoAnswerForMp3ThatCannotBe() {
        // Given more frames than the file has bytes for, and a header that no other follows
        byte[] first = mp3Frame(3, 9, 0, false);
        ByteBuffer.wrap(first).position(36).put(WavBuilder.ascii("Xing")).putInt(1).putInt(-1);
        byte[] lone = Sound.join(mp3Frame(3, 9, 0, false), new byte[417]);
        byte[] other = Sound.join(mp3Frame(3, 9, 0, false), mp3Frame(3, 9, 1, false), new byte[1]);

        assertThat(millis(Sound.join(first, repeat(mp3Frame(3, 9, 0, false), 10)))).isEmpty();
        assertThat(millis(lone)).isEmpty();
        assertThat(millis(other)).isEmpty();
    }

    static List<String> encodings() {
        return List.of("wav -ar 8000 -c:a pcm_u8", "wav -ar 44100 -ac 2 -c:a pcm_s24le", "wav -c:a pcm_f32le",
                "wav -c:a pcm_mulaw",
                "wav -c:a adpcm_ms", "wav -ac 6", "wav -ar 16000 -f wav pipe:1", "flac", "flac -ar 16000 -ac 2",
                "flac -f flac pipe:1", "flac -ar 16000 -ac 2 -frame_size 1152 -f flac pipe:1",
                "ogg -c:a libopus",
                "ogg -c:a libopus -ac 2 -b:a 24k", "ogg -c:a libopus -page_duration 1", "ogg -c:a libvorbis -ar 44100",
                "ogg -c:a flac", "ogg -c:a libspeex -ar 16000", "mp3 -b:a 64k", "mp3 -q:a 4", "mp3 -ar 16000 -b:a 24k",
                "mp3 -ar 8000 -b:a 8k", "mp3 -write_xing 0 -b:a 128k -ar 44100", "mp3 -write_xing 0 -ar 16000 -b:a 32k",
                "mp3 -b:a 64k -write_id3v1 1 -write_xing 0 -metadata title=Test",
                "mp3 -q:a 2 -ac 2 -write_id3v1 1 -id3v2_version 3 -metadata title=Test");
    }

    @ParameterizedTest
    @MethodSource("encodings")
    @Tag("slow")
    void agreesWithFfmpeg(String encoding) {
        for (double seconds : new double[] { 0.5, 3.21, 150 }) {
            byte[] file = Tool.encode(seconds, encoding);
            int tag = AudioHeaders.id3Bytes(file);
            assertThat(tag > 0).as("has a tag").isEqualTo(encoding.startsWith("mp3"));

            // a stream of nothing but frames holds the encoder's delay and padding too, here up to three frames of 36 ms
            double error = encoding.contains("-write_xing 0") ? 3 * 36 : 50;
            assertThat(AudioHeaders.container(file).extension()).isEqualTo(encoding.substring(0, encoding.indexOf(' ') < 0
                    ? encoding.length()
                    : encoding.indexOf(' ')));
            assertThat((double) millis(Arrays.copyOfRange(file, tag, file.length)).orElseThrow()).as("of %s s", seconds)
                    .isCloseTo(seconds * 1000, within(error));
        }
    }

    @ParameterizedTest
    @CsvSource({ "m4a -f ipod,MP4", "webm -c:a libopus,WEBM" })
    void knowsWhatItCannotMeasure(String encoding, AudioContainer container) {
        byte[] file = Tool.encode(0.5, encoding);

        assertThat(AudioHeaders.container(file)).isEqualTo(container);
        assertThat(millis(file)).isEmpty();
    }

    @Property(tries = 2000)
    void neverFailsOnRandomBytes(@ForAll @Size(max = 200) byte[] head, @ForAll @Size(max = 200) byte[] tail,
            @ForAll long totalBytes, @ForAll @IntRange(max = 7) int begin) {
        String[] begins = { "", "RIFF\0\0\0\0WAVEfmt ", "fLaC", "OggS\0\2", "ID3", "\u00ff\u00fb", "OggS\0\2\0\0\0\0",
                "\u00ff\u00f3\u0090\u0000" };

        assertThat(answer(Sound.join(latin1(begins[begin]), head), tail, totalBytes)).isGreaterThanOrEqualTo(-1);
    }

    @Property(tries = 2000)
    void neverFailsOnDamagedHeaders(@ForAll long seed, @ForAll @IntRange(max = 6) int kind,
            @ForAll @IntRange(max = 12) int changes) {
        // Given
        WavBuilder wav = new WavBuilder();
        wav.extensible = (seed & 1) == 0;
        wav.audio = new byte[64];
        byte[] xing = mp3Frame(3, 9, 0, false);
        ByteBuffer.wrap(xing).position(36).put(WavBuilder.ascii("Xing")).putInt(15).putInt(3);
        byte[] file = switch (kind) {
            case 0 -> wav.build();
            case 1 -> flac(44_100, 44_100);
            case 6 -> Sound.encode(new FlacEncoder(16_000), Sound.sine(16_000, 440, 30), 30);
            case 2 -> Sound.join(page(2, 0, 7, opusHead(312)), page(4, 48_000, 7, new byte[50]));
            case 3 -> Sound.join(page(2, 0, 7, Sound.join(latin1("\u007fFLAC\1\0\0\2"), flac(8000, 0))),
                    page(4, 48_000, 7, new byte[5]));
            case 4 -> Sound.join(xing, repeat(mp3Frame(3, 9, 0, false), 3));
            default -> Sound.join(latin1("ID3\4\0\0\0\0\0\0"), mp3Frame(2, 2, 0, true), mp3Frame(2, 2, 0, true));
        };
        Random random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            file[random.nextInt(Math.min(file.length, random.nextBoolean() ? 64 : file.length))] = (byte) random.nextInt();
        }
        byte[] cut = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length) : file.length);

        // Then
        assertThat(answer(cut, cut, cut.length)).isGreaterThanOrEqualTo(-1);
    }

    private static long answer(byte[] head, byte[] tail, long totalBytes) {
        assertThat(AudioHeaders.container(head)).isNotNull();
        assertThat(AudioHeaders.id3Bytes(head)).isGreaterThanOrEqualTo(0);
        return AudioHeaders.durationMillis(head, tail, totalBytes).orElse(-1);
    }

    private static OptionalLong millis(byte[] file) {
        return AudioHeaders.durationMillis(Arrays.copyOf(file, Math.min(file.length, PART_BYTES)),
                Arrays.copyOfRange(file, Math.max(0, file.length - PART_BYTES), file.length), file.length);
    }

    private static byte[] adpcm(int blockBytes, int blockSamples) {
        ByteBuffer format = WavBuilder.little(20).putShort((short) 2).putShort((short) 1).putInt(16_000).putInt(0);
        format.putShort((short) blockBytes).putShort((short) 4).putShort((short) 2).putShort((short) blockSamples);
        return Sound.join(latin1("RIFF\0\0\0\0WAVE"), WavBuilder.chunk("fmt ", format.array()),
                WavBuilder.chunk("data", new byte[25_600]));
    }

    private static byte[] flac(int rate, long samples) {
        ByteBuffer block = ByteBuffer.allocate(34).putShort((short) 4096).putShort((short) 4096).put(new byte[6]);
        return Sound.join(latin1("fLaC\u0080\0\0\""), block.putLong((long) rate << 44 | 15L << 36 | samples).array());
    }

    private static byte[] opusHead(int skipped) {
        return Sound.join(latin1("OpusHead"), WavBuilder.little(11).put((byte) 1).put((byte) 1).putShort((short) skipped)
                .putInt(16_000).array());
    }

    private static byte[] page(int flags, long granule, int serial, byte[] packet) {
        return Sound
                .join(WavBuilder.little(28).put(latin1("OggS\0")).put((byte) flags).putLong(granule).putInt(serial).putInt(0)
                        .putInt(0).put((byte) 1).put((byte) packet.length).array(), packet);
    }

    private static byte[] mp3Frame(int version, int bitRate, int rate, boolean mono) {
        byte[] header = { -1, (byte) (0xe3 | version << 3), (byte) (bitRate << 4 | rate << 2), (byte) (mono ? 0xc0 : 0) };
        return Arrays.copyOf(header, Mp3Frame.at(header, 0).orElseThrow().bytes());
    }

    private static byte[] repeat(byte[] bytes, int times) {
        byte[] result = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, result, i * bytes.length, bytes.length);
        }
        return result;
    }

    private static byte[] with(byte[] bytes, int offset, int... values) {
        byte[] result = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            result[offset + i] = (byte) values[i];
        }
        return result;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
