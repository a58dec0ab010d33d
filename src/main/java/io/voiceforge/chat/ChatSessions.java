package io.voiceforge.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.config.HeapShare;
import io.voiceforge.observe.Metrics;

/**
 * The last words of each session, in the memory of this process. A session belongs to the key that opened it; keys may use the
 * same names. Sessions end when nobody has used them for a while, and when there are too many or they hold too much: then the
 * one goes that was unused for longest. Safe for use by several threads; nothing in it takes long.
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

    private record Name(UUID keyId, String id) {
    }

    private static final class Session {

        private final String providerId;
        private final Deque<ChatMessage> messages = new ArrayDeque<>(MAX_MESSAGES);
        private long characters;
        private long usedNanos;

        Session(String providerId) {
            this.providerId = providerId;
        }
    }

    private final long ttlNanos;
    private final int maxSessions;
    private final long maxCharacters;
    private final LongSupplier nanoClock;
    /** In the order of use, and so in that of expiry too. */
    private final LinkedHashMap<Name, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<UUID, LinkedHashSet<String>> idsByKey = new HashMap<>();
    private final AtomicLong characters = new AtomicLong();

    @Inject
    ChatSessions(ChatConfig config, Metrics metrics) {
        this(config.sessionTtl(), config.maxSessions(),
                HeapShare.characters(config.maxSessionCharacters()), System::nanoTime);
        metrics.gauge("voiceforge.chat.sessions", "Sessions that are remembered", this::size);
        metrics.gauge("voiceforge.chat.session.characters", "Characters that are remembered in all sessions", characters::get);
    }

    ChatSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.ttlNanos = ttl.toNanos();
        this.maxSessions = maxSessions;
        this.maxCharacters = maxCharacters;
        this.nanoClock = nanoClock;
    }

    /** The session as it is; one that does not exist is only made by {@link #remember}. */
    synchronized Snapshot look(UUID keyId, String id) {
        dropExpired();
        Session session = sessions.get(new Name(keyId, id));
        if (session == null) {
            return new Snapshot(UUID.randomUUID().toString(), List.of(), true);
        }
        touch(keyId, id, session);
        return new Snapshot(session.providerId, List.copyOf(session.messages), false);
    }

    /**
     * Adds a question and its answer, unless the session has been forgotten since {@code before}.
     *
     * @return how many messages it holds now
     */
    synchronized int remember(UUID keyId, String id, Snapshot before, String question, String answer) {
        dropExpired();
        Name name = new Name(keyId, id);
        Session session = sessions.get(name);
        if (session == null) {
            if (!before.isNew()) {
                return 0;
            }
            session = new Session(before.providerId());
            sessions.put(name, session);
        }
        add(session, ChatMessage.user(cut(question)));
        add(session, ChatMessage.assistant(cut(answer)));
        touch(keyId, id, session);
        if (idsByKey.get(keyId).size() > MAX_PER_KEY) {
            drop(new Name(keyId, idsByKey.get(keyId).iterator().next()));
        }
        while (sessions.size() > maxSessions || characters.get() > maxCharacters && sessions.size() > 1) {
            drop(sessions.keySet().iterator().next());
        }
        return session.messages.size();
    }

    /** Whether there was such a session. */
    public synchronized boolean forget(UUID keyId, String id) {
        dropExpired();
        return drop(new Name(keyId, id));
    }

    synchronized int size() {
        dropExpired();
        return sessions.size();
    }

    private void add(Session session, ChatMessage message) {
        session.messages.add(message);
        count(session, message.content().length());
        if (session.messages.size() > MAX_MESSAGES) {
            count(session, -session.messages.remove().content().length());
        }
    }

    private void count(Session session, int difference) {
        session.characters += difference;
        characters.addAndGet(difference);
    }

    private void touch(UUID keyId, String id, Session session) {
        session.usedNanos = nanoClock.getAsLong();
        LinkedHashSet<String> ids = idsByKey.computeIfAbsent(keyId, key -> new LinkedHashSet<>());
        ids.remove(id);
        ids.add(id);
    }

    private void dropExpired() {
        long now = nanoClock.getAsLong();
        for (Iterator<Map.Entry<Name, Session>> oldest = sessions.entrySet().iterator(); oldest.hasNext();) {
            Map.Entry<Name, Session> entry = oldest.next();
            if (now - entry.getValue().usedNanos < ttlNanos) {
                return;
            }
            oldest.remove();
            dropped(entry.getKey(), entry.getValue());
        }
    }

    private boolean drop(Name name) {
        Session session = sessions.remove(name);
        if (session == null) {
            return false;
        }
        dropped(name, session);
        return true;
    }

    private void dropped(Name name, Session session) {
        characters.addAndGet(-session.characters);
        LinkedHashSet<String> ids = idsByKey.get(name.keyId());
        ids.remove(name.id());
        if (ids.isEmpty()) {
            idsByKey.remove(name.keyId());
        }
    }

    private static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= MAX_MESSAGE_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_MESSAGE_CHARACTERS));
    }
}
