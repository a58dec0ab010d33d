package io.voiceforge.transcription;

import java.util.Locale;
import java.util.Optional;

/** Transcript formats, under OpenAI's names. */
public enum TranscriptFormat {

    JSON("application/json"),
    TEXT("text/plain; charset=utf-8"),
    SRT("application/x-subrip; charset=utf-8"),
    VTT("text/vtt; charset=utf-8"),
    VERBOSE_JSON("application/json"),
    /** With speakers; supported only by OpenAI's diarizing model. */
    DIARIZED_JSON("application/json");

    private final String contentType;

    TranscriptFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The name in requests. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format with this name. */
    public static Optional<TranscriptFormat> of(String wireName) {
        for (TranscriptFormat format : values()) {
            if (format.wireName().equals(wireName)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
