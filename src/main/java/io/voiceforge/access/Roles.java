package io.voiceforge.access;

/** The roles that routes require: the names of the scopes, as constants for annotations. */
public final class Roles {

    public static final String FLOWS = "flows";
    public static final String SPEECH = "speech";
    public static final String TRANSCRIPTION = "transcription";
    public static final String VAD = "vad";
    public static final String CHAT = "chat";
    public static final String VOICES = "voices";

    private Roles() {
    }
}
