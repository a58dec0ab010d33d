package io.voiceforge.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class ChatSessionsTest {

    private static final UUID KEY = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final Duration TTL = Duration.ofMinutes(30);

    private long now = 17;

    @Test
    void remembersTheLastTenMessages() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        for (int i = 1; i <= 7; i++) {
            assertThat(say(sessions, KEY, "s", "q" + i)).isEqualTo(Math.min(10, 2 * i));
        }

        assertThat(sessions.look(KEY, "s").messages()).hasSize(10).startsWith(ChatMessage.user("q3"))
                .endsWith(ChatMessage.user("q7"), ChatMessage.assistant("a"));
    }

    @Test
    void keysDoNotShareSessionsOfTheSameName() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        say(sessions, KEY, "s", "mine");
        say(sessions, OTHER, "s", "yours");

        assertThat(sessions.look(KEY, "s").messages()).contains(ChatMessage.user("mine"))
                .doesNotContain(ChatMessage.user("yours"));
        assertThat(sessions.look(KEY, "s").providerId()).isNotEqualTo(sessions.look(OTHER, "s").providerId())
                .doesNotContain("s");
        assertThat(sessions.forget(OTHER, "s")).isTrue();
        assertThat(sessions.look(KEY, "s").isNew()).isFalse();
    }

    @Test
    void expiresAfterThirtyIdleMinutes() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        say(sessions, KEY, "old", "q");
        now += TTL.toNanos() - 1;
        say(sessions, KEY, "kept", "q");
        say(sessions, KEY, "old", "q");
        now += TTL.toNanos() - 1;
        assertThat(sessions.look(KEY, "old").messages()).hasSize(4);
        now += 1;
        assertThat(sessions.look(KEY, "kept").isNew()).isTrue();
        assertThat(sessions.look(KEY, "old").isNew()).isFalse();
        now += TTL.toNanos();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void session101OfAKeyEvictsTheOldest() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        say(sessions, OTHER, "s0", "q");
        for (int i = 0; i < 100; i++) {
            say(sessions, KEY, "s" + i, "q");
        }
        assertThat(sessions.look(KEY, "s0").isNew()).isFalse();
        // s0 has just been used
        say(sessions, KEY, "s100", "q");

        assertThat(sessions.look(KEY, "s1").isNew()).isTrue();
        assertThat(sessions.look(KEY, "s0").isNew()).isFalse();
        assertThat(sessions.look(KEY, "s2").isNew()).isFalse();
        assertThat(sessions.look(KEY, "s100").isNew()).isFalse();
        assertThat(sessions.look(OTHER, "s0").isNew()).isFalse();
        assertThat(sessions.size()).isEqualTo(101);
    }

    @Test
    void allKeysTogetherAreBounded() {
        ChatSessions sessions = sessions(10, 1_000_000);
        for (int i = 0; i < 50; i++) {
            say(sessions, new UUID(7, i), "s", "q");
        }

        assertThat(sessions.size()).isEqualTo(10);
        assertThat(sessions.look(new UUID(7, 40), "s").isNew()).isFalse();
        assertThat(sessions.look(new UUID(7, 39), "s").isNew()).isTrue();
    }

    @Test
    void charactersAreBounded() {
        ChatSessions sessions = sessions(1000, 50_000);
        say(sessions, KEY, "a", "x".repeat(16_000));
        say(sessions, KEY, "b", "x".repeat(16_000));
        say(sessions, KEY, "c", "x".repeat(16_000));
        assertThat(sessions.size()).isEqualTo(3);
        say(sessions, KEY, "d", "x".repeat(16_000));

        assertThat(sessions.look(KEY, "a").isNew()).isTrue();
        assertThat(sessions.size()).isEqualTo(3);
        sessions.forget(KEY, "b");
        say(sessions, KEY, "e", "x".repeat(16_000));
        assertThat(sessions.look(KEY, "c").isNew()).isFalse();
    }

    @Test
    void longAnswerIsCutInMemory() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        sessions.remember(KEY, "s", sessions.look(KEY, "s"), "q", "\ud83d\ude00".repeat(20_000));

        assertThat(sessions.look(KEY, "s").messages().get(1).content()).isEqualTo("\ud83d\ude00".repeat(16_000));
    }

    @Test
    void whatIsForgottenDoesNotComeBackWithAnAnswerUnderWay() {
        ChatSessions sessions = sessions(1000, 1_000_000);
        say(sessions, KEY, "s", "secret");
        ChatSessions.Snapshot underWay = sessions.look(KEY, "s");

        assertThat(sessions.forget(KEY, "s")).isTrue();
        assertThat(sessions.forget(KEY, "s")).isFalse();

        assertThat(sessions.remember(KEY, "s", underWay, "q", "a")).isZero();
        assertThat(sessions.look(KEY, "s").isNew()).isTrue();
        assertThat(sessions.look(KEY, "s").providerId()).isNotEqualTo(underWay.providerId());
    }

    private int say(ChatSessions sessions, UUID key, String id, String question) {
        return sessions.remember(key, id, sessions.look(key, id), question, "a");
    }

    private ChatSessions sessions(int most, long characters) {
        return new ChatSessions(TTL, most, characters, () -> now);
    }
}
