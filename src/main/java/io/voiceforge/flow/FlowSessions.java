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
 * The sessions of flows, in the memory of this process. A session belongs to a key and a flow; for others it does not exist.
 * {@link SessionStore} defines how sessions end. A session runs one turn at a time. Thread-safe; no method takes long.
 */
@ApplicationScoped
class FlowSessions {

    static final int MAX_PER_KEY = 100;

    private record Id(UUID flowId, UUID sessionId) {
    }

    /** A session. Its immutable parts may be read from any thread. */
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
         * @param graph the flow version that the session runs, as text, which takes a fraction of the memory of a tree
         * @param model the caller's name for the model, or null
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

        /** The prefix of the runner's own messages; no participant in the conversation can know it. */
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
        metrics.gauge("voiceforge.flow.sessions", "Sessions of flows", sessions::count);
        metrics.gauge("voiceforge.flow.session.characters", "Characters in all sessions of flows",
                sessions::characters);
    }

    FlowSessions(Duration ttl, int maxSessions, long maxCharacters, LongSupplier nanoClock) {
        this.sessions = new SessionStore<>(new SessionBounds(ttl, MAX_PER_KEY, maxSessions, maxCharacters),
                Session::characters, nanoClock);
    }

    /** Stores a new session; evicts others if there is no room. */
    void open(Session session, SessionState state) {
        sessions.update(session.keyId, idOf(session), none -> session.with(state));
    }

    /** The current state, without waiting for a turn in progress. */
    SessionState look(UUID keyId, UUID flowId, UUID id) {
        return find(keyId, flowId, id).state;
    }

    /** Acquires the session exclusively; the holder must {@link #release} it. Fails while another turn holds it. */
    Session take(UUID keyId, UUID flowId, UUID id) {
        Session session = find(keyId, flowId, id);
        if (!session.busy.compareAndSet(false, true)) {
            throw FlowFailures.conflict("A turn of this session is in progress. Wait for its response.");
        }
        return session;
    }

    /** The session's state at the time it was taken. */
    SessionState state(Session taken) {
        return taken.state;
    }

    /** Stores the session's next state; does nothing if the session is gone. */
    void advance(Session taken, SessionState state) {
        sessions.update(taken.keyId, idOf(taken), session -> session == null ? null : session.with(state));
    }

    void release(Session taken) {
        taken.busy.set(false);
    }

    /** Removes the session, even during a turn, which is then its last. */
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
