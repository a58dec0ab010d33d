package io.voiceforge.audio;

/** The audio file types that can be recognized by their first bytes. */
public enum AudioContainer {

    WAV("wav"),
    FLAC("flac"),
    OGG("ogg"),
    MP3("mp3"),
    MP4("m4a"),
    WEBM("webm"),
    UNKNOWN("");

    private final String extension;

    AudioContainer(String extension) {
        this.extension = extension;
    }

    /** The usual file name extension, without the dot; empty for {@link #UNKNOWN}. */
    public String extension() {
        return extension;
    }
}
