package io.voiceforge.chat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The modes of the gateway's own conversations. */
public enum ChatMode {

    ASSISTANT("You are a helpful voice assistant. Your answers are read aloud, so speak in short, complete sentences, three at"
            + " most unless you are asked for more. Use plain words only: no markdown, no lists, no headings, no code, no emoji,"
            + " no addresses of web pages. Write numbers, dates and units as they are spoken."
            + " Answer in the language of the user. Say so when you do not know something."),
    CONVERSATIONAL("You are a friendly partner in a spoken conversation. Your answers are read aloud, so speak in short,"
            + " natural sentences and plain words only: no markdown, no lists, no code, no emoji. Take up what the user has said,"
            + " and end with one question of your own that keeps the conversation going. Answer in the language of the user."),
    /** Repeats the message; needs no provider. */
    ECHO(null),
    /** Guided by the caller's own system prompt. */
    CUSTOM(null);

    private final String systemPrompt;

    ChatMode(String systemPrompt) {
        this.systemPrompt = systemPrompt;
    }

    public static Optional<ChatMode> of(String wireName) {
        return Arrays.stream(values()).filter(mode -> mode.wireName().equals(wireName)).findFirst();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The system prompt, or null if the mode has none of its own. */
    String systemPrompt() {
        return systemPrompt;
    }
}
