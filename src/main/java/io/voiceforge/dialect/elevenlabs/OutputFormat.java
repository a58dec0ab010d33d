package io.voiceforge.dialect.elevenlabs;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** ElevenLabs' output formats, whose names state codec, rate and bit rate; see {@code output_format} in its API reference. */
final class OutputFormat {

    private static final String DEFAULT = "mp3_44100_128";
    private static final Map<String, AudioTarget> BY_NAME = byName();

    private OutputFormat() {
    }

    /** The format with this name; ElevenLabs' default for null. */
    static AudioTarget of(String name) {
        AudioTarget target = BY_NAME.get(name == null ? DEFAULT : name);
        if (target == null) {
            throw ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, ElevenLabsDialect.QUERY + "output_format",
                    "Input should be one of " + String.join(", ", BY_NAME.keySet()));
        }
        return target;
    }

    /** By name. */
    static Map<String, AudioTarget> all() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    private static Map<String, AudioTarget> byName() {
        Map<String, AudioTarget> formats = new TreeMap<>();
        formats.put("mp3_22050_32", new AudioTarget(AudioFormat.MP3, 22_050, 32));
        formats.put("mp3_24000_48", new AudioTarget(AudioFormat.MP3, 24_000, 48));
        for (int kilobits : new int[] { 32, 64, 96, 128, 192 }) {
            formats.put("mp3_44100_" + kilobits, new AudioTarget(AudioFormat.MP3, 44_100, kilobits));
            formats.put("opus_48000_" + kilobits, new AudioTarget(AudioFormat.OPUS, 48_000, kilobits));
        }
        for (int hertz : new int[] { 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000 }) {
            formats.put("pcm_" + hertz, new AudioTarget(AudioFormat.PCM, hertz, 0));
            formats.put("wav_" + hertz, new AudioTarget(AudioFormat.WAV, hertz, 0));
        }
        formats.put("ulaw_8000", new AudioTarget(AudioFormat.ULAW, 8000, 0));
        formats.put("alaw_8000", new AudioTarget(AudioFormat.ALAW, 8000, 0));
        return formats;
    }
}
