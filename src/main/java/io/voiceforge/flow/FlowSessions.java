package io.voiceforge.flow;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.voiceforge.config.HeapShare;
import io.voiceforge.observe.Metrics;
import io.voiceforge.session.SessionBounds;
import io.voiceforge.session.SessionStore;

/**
 * The conversations that flows are in, in the memory of this process. A session belongs to a key and a flow; for others it does
 * not exist. How sessions end, {@link SessionStore} says. One turn of a session happens at a time. Thread-safe; nothing in it
 * takes long.
 */
@ApplicationScoped
class FlowSessions {

    static final int MAX_PER_KEY = 100;

    private record Id(UUID flowId, UUID sessionId) {
    }

    /** A session. What is fixed may be read by everybody. */
    static final class Session {

        private final UUID id;
        private final UUID keyId;
        private final UUID flowId;
        private final String graph;
        private final String model;
        private final String mark = UUID.randomUUID().toString().substring(0, 8);
        private final AtomicBoolean busy = new AtomicBoolean();
        private volatile SessionState state;

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

        private Session with(SessionState next) {
            state = next;
            return this;
        }

        private long characters() {
            return graph.length() + state.characters();
        }
    }

    private final SessionStore<Id, Session> sessions;

    @Inject
    FlowSessions(FlowsConfig config, Metrics metrics) {
        this(config.sessionTtl(), config.maxSessions(),
                HeapShare.characters(config.maxSessionCharacters()), System::nanoTime);
        metrics.gauge("voiceforge.flow.sessions", "Sessions of flows that are kept", sessions::count);
        metrics.gauge("voiceforge.flow.session.characters", "Characters that are kept in all sessions of flows",
                sessions::characters);
    }

    FlowSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.sessions = new SessionStore<>(new SessionBounds(ttl, MAX_PER_KEY, maxSessions, maxCharacters),
                Session::characters, nanoClock);
    }

    /** Keeps a new session; makes room where there is none. */
    void open(Session session, SessionState state) {
        sessions.update(session.keyId, idOf(session), none -> session.with(state));
    }

    /** How it is now, without waiting for a turn that is under way. */
    SessionState look(UUID keyId, UUID flowId, UUID id) {
        return find(keyId, flowId, id).state;
    }

    /** Whoever has taken a session is the only one, and has to {@link #release} it; fails while somebody else has it. */
    Session take(UUID keyId, UUID flowId, UUID id) {
        Session session = find(keyId, flowId, id);
        if (!session.busy.compareAndSet(false, true)) {
            throw FlowFailures.conflict("A turn of this session is under way. Wait for its answer.");
        }
        return session;
    }

    /** As it was when the session was taken. */
    SessionState state(Session taken) {
        return taken.state;
    }

    /** What the session has come to; nothing happens when it is gone. */
    void advance(Session taken, SessionState state) {
        sessions.update(taken.keyId, idOf(taken), session -> session == null ? null : session.with(state));
    }

    void release(Session taken) {
        taken.busy.set(false);
    }

    /** Also while a turn is under way, which is then the last. */
    void forget(UUID keyId, UUID flowId, UUID id) {
        if (!sessions.remove(keyId, new Id(flowId, id))) {
            throw FlowFailures.noSession();
        }
    }

    int size() {
        return sessions.count();
    }

    private Session find(UUID keyId, UUID flowId, UUID id) {
        return sessions.find(keyId, new Id(flowId, id)).orElseThrow(FlowFailures::noSession);
    }

    private static Id idOf(Session session) {
        return new Id(session.flowId, session.id);
    }
}
