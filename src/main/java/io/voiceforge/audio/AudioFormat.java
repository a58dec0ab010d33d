package io.voiceforge.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The audio formats that callers can ask for. */
public enum AudioFormat {

    WAV("audio/wav", Use.EVERYWHERE),
    MP3("audio/mpeg", Use.EVERYWHERE),
    /** Raw samples: 16 bits, little-endian, mono, {@value #PCM_RATE_HERTZ} Hz, as the OpenAI API defines its {@code pcm}. */
    PCM("audio/pcm", Use.EVERYWHERE),
    FLAC("audio/flac", Use.EVERYWHERE),
    /** From a provider, any codec in an Ogg container; what is made here is {@link #OPUS} under another name. */
    OGG("audio/ogg", Use.EVERYWHERE),
    /** Opus in an Ogg container (RFC 7845). */
    OPUS("audio/ogg; codecs=opus", Use.EVERYWHERE),
    /** Passed on from providers that speak it; nothing here encodes it. */
    AAC("audio/aac", Use.PASSED_ON),
    /** G.711 with the μ-law: 8 bits a sample, mono, {@value #TELEPHONE_RATE_HERTZ} Hz. */
    ULAW("audio/basic", Use.TELEPHONY),
    /** G.711 with the A-law, likewise. */
    ALAW("audio/x-alaw-basic", Use.TELEPHONY);

    /** Samples per second of {@link #PCM}. */
    public static final int PCM_RATE_HERTZ = 24_000;
    /** Samples per second of {@link #ULAW} and {@link #ALAW}. */
    public static final int TELEPHONE_RATE_HERTZ = 8000;

    private enum Use {
        /** Encoded here, and named in requests. */
        EVERYWHERE,
        /** Named in requests, and never encoded here. */
        PASSED_ON,
        /** Encoded here, and without a name that all APIs know. */
        TELEPHONY
    }

    private final String contentType;
    private final Use use;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    AudioFormat(String contentType, Use use) {
        this.contentType = contentType;
        this.use = use;
    }

    public String contentType() {
        return contentType;
    }

    /** Whether samples can become it here. */
    public boolean isEncodable() {
        return use != Use.PASSED_ON;
    }

    /** Whether requests can ask for it by {@link #wireName}. */
    public boolean isNamed() {
        return use != Use.TELEPHONY;
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

    /** The names of those that can be asked for and made here, for texts: {@code wav, mp3 or opus}. */
    public static String encodableNames() {
        List<String> names = Arrays.stream(values()).filter(format -> format.isEncodable() && format.isNamed())
                .map(AudioFormat::wireName).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
    }

    /** The format of that wire name; empty when there is none. */
    public static Optional<AudioFormat> of(String wireName) {
        return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
    }
}
