package io.voiceforge.audio;

/** The kinds of audio files that can be told apart by how they begin. */
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

    /** The usual ending of a file's name, without the dot; empty for {@link #UNKNOWN}. */
    public String extension() {
        return extension;
    }
}
