package io.voiceforge.chat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.config.HeapShare;
import io.voiceforge.observe.Metrics;
import io.voiceforge.session.SessionBounds;
import io.voiceforge.session.SessionStore;

/**
 * The last messages of each chat session, in the memory of this process. A session belongs to the key that opened it; keys may
 * use the same names. How sessions end, {@link SessionStore} says. Thread-safe; nothing in it takes long.
 */
@ApplicationScoped
public class ChatSessions {

    /** Question and answer are two. */
    static final int MAX_MESSAGES = 10;
    static final int MAX_PER_KEY = 100;
    /** Of one message; what an answer has beyond that is not remembered. */
    static final int MAX_MESSAGE_CHARACTERS = 16_000;

    /**
     * A session as it was at one time.
     *
     * @param providerId under which a provider remembers it: random, so that nobody can name another's, and another one once it has
     *        been forgotten
     * @param messages the oldest first
     * @param isNew whether nothing has been remembered of it yet
     */
    record Snapshot(String providerId, List<ChatMessage> messages, boolean isNew) {
    }

    private record Session(String providerId, List<ChatMessage> messages) {

        /** With two more messages, and without the oldest ones that are too many. */
        Session with(ChatMessage question, ChatMessage answer) {
            List<ChatMessage> all = Stream.concat(messages.stream(), Stream.of(question, answer)).toList();
            return new Session(providerId, List.copyOf(all.subList(Math.max(0, all.size() - MAX_MESSAGES), all.size())));
        }

        long characters() {
            return messages.stream().mapToLong(message -> message.content().length()).sum();
        }
    }

    private final SessionStore<String, Session> sessions;

    @Inject
    ChatSessions(ChatConfig config, Metrics metrics) {
        this(config.sessionTtl(), config.maxSessions(),
                HeapShare.characters(config.maxSessionCharacters()), System::nanoTime);
        metrics.gauge("voiceforge.chat.sessions", "Sessions that are remembered", sessions::count);
        metrics.gauge("voiceforge.chat.session.characters", "Characters that are remembered in all sessions",
                sessions::characters);
    }

    ChatSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.sessions = new SessionStore<>(new SessionBounds(ttl, MAX_PER_KEY, maxSessions, maxCharacters),
                Session::characters, nanoClock);
    }

    /** The session as it is; one that does not exist is only made by {@link #remember}. */
    Snapshot look(UUID keyId, String id) {
        return sessions.find(keyId, id)
                .map(session -> new Snapshot(session.providerId(), session.messages(), false))
                .orElseGet(() -> new Snapshot(UUID.randomUUID().toString(), List.of(), true));
    }

    /**
     * Adds a question and its answer, unless the session has been forgotten since {@code before}.
     *
     * @return how many messages it holds now
     */
    int remember(UUID keyId, String id, Snapshot before, String question, String answer) {
        ChatMessage asked = ChatMessage.user(cut(question));
        ChatMessage answered = ChatMessage.assistant(cut(answer));
        return sessions.update(keyId, id, session -> {
            if (session == null && !before.isNew()) {
                return null;
            }
            return (session == null ? new Session(before.providerId(), List.of()) : session).with(asked, answered);
        }).map(session -> session.messages().size()).orElse(0);
    }

    /** Whether there was such a session. */
    public boolean forget(UUID keyId, String id) {
        return sessions.remove(keyId, id);
    }

    int size() {
        return sessions.count();
    }

    private static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= MAX_MESSAGE_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_MESSAGE_CHARACTERS));
    }
}
