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
 * The most recent messages of each chat session, in the memory of this process. A session belongs to the key that opened it;
 * different keys may use the same ids. {@link SessionStore} defines how sessions end. Thread-safe; no method takes long.
 */
@ApplicationScoped
public class ChatSessions {

    /** A question and its answer count as two. */
    static final int MAX_MESSAGES = 10;
    static final int MAX_PER_KEY = 100;
    /** The maximum length of a message; longer ones are truncated. */
    static final int MAX_MESSAGE_CHARACTERS = 16_000;

    /**
     * A snapshot of a session.
     *
     * @param providerId the id under which a provider keeps the history: random, so that callers cannot use another's, and a
     *        new one after the session has been forgotten
     * @param messages oldest first
     * @param isNew whether the session does not exist yet
     */
    record Snapshot(String providerId, List<ChatMessage> messages, boolean isNew) {
    }

    private record Session(String providerId, List<ChatMessage> messages) {

        /** Adds two messages, and drops the oldest ones beyond the limit. */
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
        metrics.gauge("voiceforge.chat.sessions", "Sessions in memory", sessions::count);
        metrics.gauge("voiceforge.chat.session.characters", "Characters in all sessions",
                sessions::characters);
    }

    ChatSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.sessions = new SessionStore<>(new SessionBounds(ttl, MAX_PER_KEY, maxSessions, maxCharacters),
                Session::characters, nanoClock);
    }

    /** The session's current state; only {@link #remember} creates a session. */
    Snapshot look(UUID keyId, String id) {
        return sessions.find(keyId, id)
                .map(session -> new Snapshot(session.providerId(), session.messages(), false))
                .orElseGet(() -> new Snapshot(UUID.randomUUID().toString(), List.of(), true));
    }

    /**
     * Adds a question and its answer, unless the session has been forgotten since {@code before}.
     *
     * @return the number of messages in the session
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

    /** Removes the session; returns whether it existed. */
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
