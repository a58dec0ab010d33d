package io.voiceforge.audio;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import de.sciss.jump3r.mp3.BitStream;
import de.sciss.jump3r.mp3.GainAnalysis;
import de.sciss.jump3r.mp3.ID3Tag;
import de.sciss.jump3r.mp3.Lame;
import de.sciss.jump3r.mp3.LameGlobalFlags;
import de.sciss.jump3r.mp3.MPEGMode;
import de.sciss.jump3r.mp3.Presets;
import de.sciss.jump3r.mp3.Quantize;
import de.sciss.jump3r.mp3.QuantizePVT;
import de.sciss.jump3r.mp3.Reservoir;
import de.sciss.jump3r.mp3.Takehiro;
import de.sciss.jump3r.mp3.VBRTag;
import de.sciss.jump3r.mp3.VbrMode;
import de.sciss.jump3r.mp3.Version;
import de.sciss.jump3r.mpg.MPGLib;

/** MP3: mono, constant bit rate, audio frames only, so that playback can start at any frame. */
final class Mp3Encoder implements AudioEncoder {

    /** The default bit rate. */
    static final int KILOBITS_PER_SECOND = 64;
    /** The rates of MPEG 1, 2 and 2.5, ascending. */
    private static final int[] RATES_HERTZ = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000 };
    /** On LAME's scale from 0 (best) to 9 (fastest). */
    private static final int QUALITY = 5;
    private static final int BLOCK_SAMPLES = 1152;
    /** LAME's bound for the output of one call: 1.25 bytes per sample plus 7200. */
    private static final int BLOCK_BYTES = BLOCK_SAMPLES * 5 / 4 + 7200;

    private final Lame lame = new Lame();
    private final LameGlobalFlags flags;
    private final int[] block = new int[BLOCK_SAMPLES];
    private final byte[] encoded = new byte[BLOCK_BYTES];

    /** The lowest MP3 sample rate at which audio of {@code sampleRateHertz} loses nothing; at most 48000 Hz. */
    static int rateFor(int sampleRateHertz) {
        for (int rate : RATES_HERTZ) {
            if (rate >= sampleRateHertz) {
                return rate;
            }
        }
        return RATES_HERTZ[RATES_HERTZ.length - 1];
    }

    /**
     * @param sampleRateHertz a rate that {@link #rateFor} returns
     * @param kilobitsPerSecond a bit rate that MP3 has at this sample rate: 32 to 320 from 32000 Hz, 8 to 160 below
     */
    Mp3Encoder(int sampleRateHertz, int kilobitsPerSecond) {
        connectModules();
        flags = lame.lame_init();
        flags.num_channels = 1;
        flags.mode = MPEGMode.MONO;
        flags.in_samplerate = sampleRateHertz;
        flags.out_samplerate = sampleRateHertz;
        flags.VBR = VbrMode.vbr_off;
        flags.brate = kilobitsPerSecond;
        flags.quality = QUALITY;
        // both would precede the audio and could be filled in only once its length is known
        flags.bWriteVbrTag = false;
        flags.write_id3tag_automatic = false;
        check(lame.lame_init_params(flags));
    }

    /**
     * LAME's modules are connected only through their setters. Encoders share nothing but the FFT windows, which each of them
     * fills with the same values before use, so they can run concurrently.
     */
    private void connectModules() {
        GainAnalysis gain = new GainAnalysis();
        BitStream bits = new BitStream();
        Presets presets = new Presets();
        QuantizePVT quantizeTables = new QuantizePVT();
        Quantize quantize = new Quantize();
        VBRTag vbrTag = new VBRTag();
        Version version = new Version();
        ID3Tag id3 = new ID3Tag();
        Reservoir reservoir = new Reservoir();
        Takehiro huffman = new Takehiro();
        MPGLib decoder = new MPGLib();
        lame.setModules(gain, bits, presets, quantizeTables, quantize, vbrTag, version, id3, decoder);
        bits.setModules(gain, decoder, version, vbrTag);
        id3.setModules(bits, version);
        presets.setModules(lame);
        quantize.setModules(bits, reservoir, quantizeTables, huffman);
        quantizeTables.setModules(huffman, reservoir, lame.enc.psy);
        reservoir.setModules(bits);
        huffman.setModules(quantizeTables);
        vbrTag.setModules(lame, bits, version);
    }

    @Override
    public byte[] encode(short[] samples) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        for (int from = 0; from < samples.length; from += BLOCK_SAMPLES) {
            int count = Math.min(BLOCK_SAMPLES, samples.length - from);
            for (int i = 0; i < count; i++) {
                block[i] = samples[from + i] << 16;
            }
            int bytes = check(lame.lame_encode_buffer_int(flags, block, block, count, encoded, 0, encoded.length));
            result.write(encoded, 0, bytes);
        }
        return result.toByteArray();
    }

    @Override
    public byte[] finish() {
        int bytes = check(lame.lame_encode_flush(flags, encoded, 0, encoded.length));
        lame.lame_close(flags);
        return Arrays.copyOf(encoded, bytes);
    }

    private static int check(int result) {
        if (result < 0) {
            throw new IllegalStateException("The MP3 encoder failed with code " + result);
        }
        return result;
    }
}
