package io.voiceforge.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key may be used for. */
public enum Scope {

    SPEECH,
    TRANSCRIPTION,
    VAD,
    CHAT,
    FLOWS,
    VOICES;

    /** The name in requests and responses, and the role of callers with this scope. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String wireName) {
        return Arrays.stream(values()).filter(scope -> scope.wireName().equals(wireName)).findFirst();
    }
}
