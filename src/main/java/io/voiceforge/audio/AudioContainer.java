package io.voiceforge.audio;

import java.util.List;
import java.util.Locale;

/** The audio file types that can be recognized by their first bytes. */
public enum AudioContainer {

    WAV("wav", "wave"),
    FLAC("flac"),
    OGG("ogg", "oga", "opus"),
    MP3("mp3", "mpga", "mpeg"),
    MP4("m4a", "mp4", "m4b", "mov", "3gp"),
    WEBM("webm", "mkv", "mka"),
    UNKNOWN("");

    private final String extension;
    private final List<String> others;

    AudioContainer(String extension, String... others) {
        this.extension = extension;
        this.others = List.of(others);
    }

    /** Whether files of this kind have that ending, without the dot, in whatever case. */
    public boolean goesBy(String ending) {
        String lower = ending.toLowerCase(Locale.ROOT);
        return lower.equals(extension) || others.contains(lower);
    }

    /** The usual file name extension, without the dot; empty for {@link #UNKNOWN}. */
    public String extension() {
        return extension;
    }
}
