package io.voiceforge.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.config.HeapShare;
import io.voiceforge.observe.Metrics;

/**
 * The conversations that flows are in, in the memory of this process. A session belongs to a key and a flow; for others it does
 * not exist. Sessions end when nobody has used them for a while, and when there are too many or they hold too much: then the
 * one goes that was unused for longest. One turn of a session happens at a time. Safe for use by several threads; nothing in it
 * takes long.
 */
@ApplicationScoped
class FlowSessions {

    static final int MAX_PER_KEY = 100;

    /**
     * A session. What is fixed may be read by everybody.
     */
    static final class Session {

        private final UUID id;
        private final UUID keyId;
        private final UUID flowId;
        private final String graph;
        private final String model;
        private final String mark = UUID.randomUUID().toString().substring(0, 8);
        // guarded by the sessions
        private SessionState state;
        private boolean busy;
        private long characters;
        private long usedNanos;

        /**
         * @param graph of the version of the flow with which it runs, as text, which takes a fraction of its tree
         * @param model as callers name it, or null
         */
        Session(UUID keyId, UUID flowId, String graph, String model) {
            this.id = UUID.randomUUID();
            this.keyId = keyId;
            this.flowId = flowId;
            this.graph = graph;
            this.model = model;
        }

        UUID id() {
            return id;
        }

        String graph() {
            return graph;
        }

        String model() {
            return model;
        }

        /** How messages of the runner's own begin: nobody who takes part in the conversation can know it. */
        String mark() {
            return mark;
        }
    }

    private final long ttlNanos;
    private final int maxSessions;
    private final long maxCharacters;
    private final LongSupplier nanoClock;
    /** In the order of use, and so in that of expiry too. */
    private final LinkedHashMap<UUID, Session> sessions = new LinkedHashMap<>();
    private final Map<UUID, LinkedHashSet<UUID>> idsByKey = new HashMap<>();
    private final AtomicLong characters = new AtomicLong();

    @Inject
    FlowSessions(FlowsConfig config, Metrics metrics) {
        this(config.sessionTtl(), config.maxSessions(),
                HeapShare.characters(config.maxSessionCharacters()), System::nanoTime);
        metrics.gauge("voiceforge.flow.sessions", "Sessions of flows that are kept", this::size);
        metrics.gauge("voiceforge.flow.session.characters", "Characters that are kept in all sessions of flows",
                characters::get);
    }

    FlowSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.ttlNanos = ttl.toNanos();
        this.maxSessions = maxSessions;
        this.maxCharacters = maxCharacters;
        this.nanoClock = nanoClock;
    }

    /** Keeps a new session; makes room where there is none. */
    synchronized void open(Session session, SessionState state) {
        dropExpired();
        count(session, session.graph.length());
        keep(session, state);
        if (idsByKey.get(session.keyId).size() > MAX_PER_KEY) {
            drop(sessions.get(idsByKey.get(session.keyId).iterator().next()));
        }
        makeRoom();
    }

    /** How it is now, without waiting for a turn that is under way. */
    synchronized SessionState look(UUID keyId, UUID flowId, UUID id) {
        return touch(find(keyId, flowId, id)).state;
    }

    /** Whoever has taken a session is the only one, and has to {@link #release} it; fails while somebody else has it. */
    synchronized Session take(UUID keyId, UUID flowId, UUID id) {
        Session session = touch(find(keyId, flowId, id));
        if (session.busy) {
            throw FlowFailures.conflict("A turn of this session is under way. Wait for its answer.");
        }
        session.busy = true;
        return session;
    }

    /** As it was when the session was taken. */
    synchronized SessionState state(Session taken) {
        return taken.state;
    }

    /** What the session has come to; nothing happens when it is gone. */
    synchronized void advance(Session taken, SessionState state) {
        if (sessions.get(taken.id) == taken) {
            keep(taken, state);
            makeRoom();
        }
    }

    synchronized void release(Session taken) {
        taken.busy = false;
    }

    /** Also while a turn is under way, which is then the last. */
    synchronized void forget(UUID keyId, UUID flowId, UUID id) {
        drop(find(keyId, flowId, id));
    }

    synchronized int size() {
        dropExpired();
        return sessions.size();
    }

    private Session find(UUID keyId, UUID flowId, UUID id) {
        dropExpired();
        Session session = sessions.get(id);
        if (session == null || !session.keyId.equals(keyId) || !session.flowId.equals(flowId)) {
            throw FlowFailures.noSession();
        }
        return session;
    }

    private void keep(Session session, SessionState state) {
        if (session.state != null) {
            count(session, -session.state.characters());
        }
        session.state = state;
        count(session, state.characters());
        touch(session);
    }

    private void count(Session session, long difference) {
        session.characters += difference;
        characters.addAndGet(difference);
    }

    private Session touch(Session session) {
        session.usedNanos = nanoClock.getAsLong();
        sessions.remove(session.id);
        sessions.put(session.id, session);
        LinkedHashSet<UUID> ids = idsByKey.computeIfAbsent(session.keyId, key -> new LinkedHashSet<>());
        ids.remove(session.id);
        ids.add(session.id);
        return session;
    }

    private void makeRoom() {
        while (sessions.size() > maxSessions || characters.get() > maxCharacters && sessions.size() > 1) {
            drop(sessions.values().iterator().next());
        }
    }

    private void dropExpired() {
        long now = nanoClock.getAsLong();
        for (Iterator<Session> oldest = sessions.values().iterator(); oldest.hasNext();) {
            Session session = oldest.next();
            if (now - session.usedNanos < ttlNanos) {
                return;
            }
            oldest.remove();
            dropped(session);
        }
    }

    private void drop(Session session) {
        sessions.remove(session.id);
        dropped(session);
    }

    private void dropped(Session session) {
        characters.addAndGet(-session.characters);
        LinkedHashSet<UUID> ids = idsByKey.get(session.keyId);
        ids.remove(session.id);
        if (ids.isEmpty()) {
            idsByKey.remove(session.keyId);
        }
    }
}
