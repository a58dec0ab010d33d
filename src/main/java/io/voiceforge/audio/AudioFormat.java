package io.voiceforge.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The audio formats that callers can request. */
public enum AudioFormat {

    WAV("audio/wav", Use.EVERYWHERE, Head.MARKED),
    MP3("audio/mpeg", Use.EVERYWHERE, Head.FRAMED),
    /** Raw samples: 16-bit, little-endian, mono, {@value #PCM_RATE_HERTZ} Hz, as the OpenAI API defines {@code pcm}. */
    PCM("audio/pcm", Use.EVERYWHERE, Head.SAMPLES),
    FLAC("audio/flac", Use.EVERYWHERE, Head.MARKED),
    /** From a provider: any codec in an Ogg container. Encoded here, it is the same as {@link #OPUS}. */
    OGG("audio/ogg", Use.EVERYWHERE, Head.MARKED),
    /** Opus in an Ogg container (RFC 7845). */
    OPUS("audio/ogg; codecs=opus", Use.EVERYWHERE, Head.MARKED),
    /** Passed through from providers that support it; never encoded here. */
    AAC("audio/aac", Use.PASSED_ON, Head.FRAMED),
    /** G.711 μ-law: 8 bits per sample, mono, {@value #TELEPHONE_RATE_HERTZ} Hz. */
    ULAW("audio/basic", Use.TELEPHONY, Head.SAMPLES),
    /** G.711 A-law: 8 bits per sample, mono, {@value #TELEPHONE_RATE_HERTZ} Hz. */
    ALAW("audio/x-alaw-basic", Use.TELEPHONY, Head.SAMPLES);

    /** The sample rate of {@link #PCM}. */
    public static final int PCM_RATE_HERTZ = 24_000;
    /** The sample rate of {@link #ULAW} and {@link #ALAW}. */
    public static final int TELEPHONE_RATE_HERTZ = 8000;

    private enum Use {
        /** Encoded here and available by name in requests. */
        EVERYWHERE,
        /** Available by name in requests, never encoded here. */
        PASSED_ON,
        /** Encoded here, but without a name that all APIs share. */
        TELEPHONY
    }

    private enum Head {
        /** Begins with a mark of its own. */
        MARKED,
        /** Consists of frames, each with a header that other data may look like. */
        FRAMED,
        /** Begins with anything. */
        SAMPLES
    }

    private final String contentType;
    private final Use use;
    private final Head head;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    AudioFormat(String contentType, Use use, Head head) {
        this.contentType = contentType;
        this.use = use;
        this.head = head;
    }

    public String contentType() {
        return contentType;
    }

    /** Whether the gateway can encode it. */
    public boolean isEncodable() {
        return use != Use.PASSED_ON;
    }

    /** Whether requests can select it by its {@link #wireName}. */
    public boolean isNamed() {
        return use != Use.TELEPHONY;
    }

    /** Whether data of this format always begins with a mark of its own. */
    public boolean isMarked() {
        return head == Head.MARKED;
    }

    /** Whether it is samples and nothing else, so that any data may be it. */
    public boolean isSamples() {
        return head == Head.SAMPLES;
    }

    /** The name that requests use, for example {@code mp3}. */
    public String wireName() {
        return wireName;
    }

    /** The format for a provider's media type (lower case, without parameters); empty if it is none of these. */
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

    /** The names of the formats that callers can request and the gateway can encode, for messages: {@code wav, mp3 or opus}. */
    public static String encodableNames() {
        List<String> names = Arrays.stream(values()).filter(format -> format.isEncodable() && format.isNamed())
                .map(AudioFormat::wireName).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
    }

    /** The format with this wire name; empty if there is none. */
    public static Optional<AudioFormat> of(String wireName) {
        return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
    }
}
