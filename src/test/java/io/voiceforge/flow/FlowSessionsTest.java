package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.FlowSessions.Session;
import io.voiceforge.flow.SessionState.Speaker;
import io.voiceforge.flow.SessionState.Utterance;

class FlowSessionsTest {

    private static final UUID KEY = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID FLOW = new UUID(1, 1);
    private static final Duration TTL = Duration.ofMinutes(30);

    private long now = 17;

    @Test
    void expiresAfterThirtyIdleMinutes() {
        FlowSessions sessions = sessions(1000, 1_000_000);
        UUID kept = open(sessions, KEY);
        UUID old = open(sessions, KEY);
        now += TTL.toNanos() - 2;
        sessions.release(sessions.take(KEY, FLOW, kept));
        now += 1;
        assertThat(sessions.size()).isEqualTo(2);
        now += 1;

        assertGone(sessions, KEY, old);
        assertThat(sessions.look(KEY, FLOW, kept)).isNotNull();
        now += TTL.toNanos();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void belongsToOneKeyAndOneFlow() {
        FlowSessions sessions = sessions(1000, 1_000_000);
        UUID id = open(sessions, KEY);

        assertGone(sessions, OTHER, id);
        assertThatThrownBy(() -> sessions.forget(OTHER, FLOW, id)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> sessions.look(KEY, new UUID(1, 2), id)).isInstanceOf(ApiException.class);
        assertThat(sessions.look(KEY, FLOW, id)).isNotNull();
    }

    @Test
    void session101OfAKeyEvictsTheOneThatWasUnusedForLongest() {
        FlowSessions sessions = sessions(1000, 1_000_000);
        UUID first = open(sessions, KEY);
        UUID second = open(sessions, KEY);
        UUID others = open(sessions, OTHER);
        IntStream.range(2, FlowSessions.MAX_PER_KEY).forEach(i -> open(sessions, KEY));
        sessions.look(KEY, FLOW, first);

        open(sessions, KEY);

        assertThat(sessions.size()).isEqualTo(FlowSessions.MAX_PER_KEY + 1);
        assertGone(sessions, KEY, second);
        assertThat(sessions.look(KEY, FLOW, first)).isNotNull();
        assertThat(sessions.look(OTHER, FLOW, others)).isNotNull();
    }

    @Test
    void tooManyInAllEvictTheOldest() {
        FlowSessions sessions = sessions(3, 1_000_000);
        UUID first = open(sessions, KEY);
        IntStream.range(0, 3).forEach(i -> open(sessions, OTHER));

        assertThat(sessions.size()).isEqualTo(3);
        assertGone(sessions, KEY, first);
    }

    @Test
    void tooMuchInAllEvictsTheOldest() {
        FlowSessions sessions = sessions(1000, 500);
        UUID first = open(sessions, KEY);
        UUID second = open(sessions, KEY);
        Session taken = sessions.take(KEY, FLOW, second);
        assertThat(sessions.size()).isEqualTo(2);

        sessions.advance(taken, state(taken.id(), "x".repeat(300)));

        assertGone(sessions, KEY, first);
        // what was counted is counted off again
        sessions.advance(taken, state(taken.id(), "x"));
        sessions.release(taken);
        open(sessions, KEY);
        open(sessions, KEY);
        assertThat(sessions.size()).isEqualTo(3);
    }

    @Test
    void oneTurnAtATime() {
        FlowSessions sessions = sessions(1000, 1_000_000);
        UUID id = open(sessions, KEY);
        Session taken = sessions.take(KEY, FLOW, id);

        assertThatThrownBy(() -> sessions.take(KEY, FLOW, id)).isInstanceOfSatisfying(ApiException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        sessions.release(taken);
        assertThat(sessions.take(KEY, FLOW, id)).isSameAs(taken);
    }

    @Test
    void aTurnDoesNotBringBackWhatHasBeenForgotten() {
        FlowSessions sessions = sessions(1000, 1_000_000);
        UUID id = open(sessions, KEY);
        Session taken = sessions.take(KEY, FLOW, id);
        sessions.forget(KEY, FLOW, id);

        sessions.advance(taken, state(id, "late"));
        sessions.release(taken);

        assertGone(sessions, KEY, id);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void oldWordsMakeRoomForNewOnes() {
        List<Utterance> many = IntStream.range(0, 1000).mapToObj(i -> new Utterance(Speaker.CALLER, "word " + i)).toList();
        List<Utterance> large = IntStream.range(0, 10).mapToObj(i -> new Utterance(Speaker.AGENT, i + "x".repeat(15_999)))
                .toList();

        assertThat(SessionState.latest(many)).hasSize(SessionState.MAX_UTTERANCES).endsWith(many.get(999));
        assertThat(SessionState.latest(large)).hasSize(4).endsWith(large.get(9));
        assertThat(SessionState.latest(many.subList(0, 3))).isEqualTo(many.subList(0, 3));
    }

    private void assertGone(FlowSessions sessions, UUID key, UUID id) {
        assertThatThrownBy(() -> sessions.look(key, FLOW, id)).isInstanceOfSatisfying(ApiException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private UUID open(FlowSessions sessions, UUID key) {
        now++;
        Session session = new Session(key, FLOW, "x".repeat(100), null);
        sessions.open(session, state(session.id(), "hello"));
        return session.id();
    }

    private static SessionState state(UUID id, String reply) {
        return new SessionState("a", List.of(), false, null, new FlowTurn(id, reply, "a", List.of(), false));
    }

    private FlowSessions sessions(int most, long mostCharacters) {
        return new FlowSessions(TTL, most, mostCharacters, () -> now);
    }
}
