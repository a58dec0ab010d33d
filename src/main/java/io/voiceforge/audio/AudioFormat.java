package io.voiceforge.audio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The audio formats that callers can ask for. */
public enum AudioFormat {

    WAV("audio/wav"),
    MP3("audio/mpeg"),
    /** Raw samples: 16 bits, little-endian, mono, {@value #PCM_RATE_HERTZ} Hz, as the OpenAI API defines its {@code pcm}. */
    PCM("audio/pcm"),
    FLAC("audio/flac"),
    /** From a provider, any codec in an Ogg container; what is made here is {@link #OPUS} under another name. */
    OGG("audio/ogg"),
    /** Opus in an Ogg container (RFC 7845). */
    OPUS("audio/ogg; codecs=opus"),
    AAC("audio/aac"),
    /** G.711 with the μ-law: 8 bits a sample, mono, {@value #TELEPHONE_RATE_HERTZ} Hz. */
    ULAW("audio/basic"),
    /** G.711 with the A-law, likewise. */
    ALAW("audio/x-alaw-basic");

    /** Samples per second of {@link #PCM}. */
    public static final int PCM_RATE_HERTZ = 24_000;
    /** Samples per second of {@link #ULAW} and {@link #ALAW}. */
    public static final int TELEPHONE_RATE_HERTZ = 8000;

    private final String contentType;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    AudioFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The name that requests use, for example {@code mp3}. */
    public String wireName() {
        return wireName;
    }

    /** The format that a provider's media type (lower-case, without parameters) stands for; empty when it is none of these. */
    public static Optional<AudioFormat> ofMediaType(String mediaType) {
        return Optional.ofNullable(switch (mediaType) {
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> WAV;
            case "audio/mpeg", "audio/mp3" -> MP3;
            case "audio/flac", "audio/x-flac" -> FLAC;
            case "audio/ogg" -> OGG;
            case "audio/opus" -> OPUS;
            case "audio/aac" -> AAC;
            default -> null;
        });
    }

    /** The format of that wire name; empty when there is none. */
    public static Optional<AudioFormat> of(String wireName) {
        return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
    }
}
