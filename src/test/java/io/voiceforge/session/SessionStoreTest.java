package io.voiceforge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class SessionStoreTest {

    private static final int TTL = 100;

    private enum Kind {
        FIND,
        UPDATE,
        REMOVE
    }

    private record Step(int pause, Kind kind, int key, int id, int characters) {
    }

    /** What a store has to hold, said in the plainest way: a list, the least recently used first. */
    private static final class Model {

        private record Session(int key, int id, int characters, long used) {
        }

        private final SessionBounds bounds;
        private final List<Session> sessions = new ArrayList<>();

        Model(SessionBounds bounds) {
            this.bounds = bounds;
        }

        Optional<Session> remove(int key, int id, long now) {
            sessions.removeIf(session -> now - session.used() >= bounds.ttl().toNanos());
            Optional<Session> found = sessions.stream().filter(session -> session.key() == key && session.id() == id)
                    .findFirst();
            found.ifPresent(sessions::remove);
            return found;
        }

        Optional<Session> find(int key, int id, long now) {
            Optional<Session> found = remove(key, id, now);
            found.ifPresent(session -> sessions.add(new Session(key, id, session.characters(), now)));
            return found;
        }

        void update(int key, int id, int characters, long now) {
            remove(key, id, now);
            sessions.add(new Session(key, id, characters, now));
            List<Session> ofKey = sessions.stream().filter(session -> session.key() == key).toList();
            sessions.removeAll(ofKey.subList(0, Math.max(0, ofKey.size() - bounds.maxPerKey())));
            while (sessions.size() > bounds.maxSessions()
                    || characters() > bounds.maxCharacters() && sessions.size() > 1) {
                sessions.remove(0);
            }
        }

        long characters() {
            return sessions.stream().mapToLong(Session::characters).sum();
        }
    }

    private long now;

    @Property(tries = 500)
    void keepsItsBoundsAndEvictsTheLeastRecentlyUsedFirst(@ForAll("steps") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 4) int maxPerKey, @ForAll @IntRange(min = 1, max = 8) int maxSessions,
            @ForAll @IntRange(min = 0, max = 60) int maxCharacters, @ForAll long origin) {
        // Given
        now = origin;
        SessionBounds bounds = new SessionBounds(Duration.ofNanos(TTL), maxPerKey, maxSessions, maxCharacters);
        SessionStore<Integer, Integer> store = new SessionStore<>(bounds, Integer::longValue, () -> now);
        Model model = new Model(bounds);

        for (Step step : steps) {
            // When
            now += step.pause();
            UUID key = key(step.key());
            switch (step.kind()) {
                case FIND -> assertThat(store.find(key, step.id()))
                        .isEqualTo(model.find(step.key(), step.id(), now).map(Model.Session::characters));
                case UPDATE -> {
                    store.update(key, step.id(), session -> step.characters());
                    model.update(step.key(), step.id(), step.characters(), now);
                }
                case REMOVE -> assertThat(store.remove(key, step.id()))
                        .isEqualTo(model.remove(step.key(), step.id(), now).isPresent());
            }

            // Then
            assertThat(store.count()).isEqualTo(model.sessions.size()).isLessThanOrEqualTo(maxSessions);
            assertThat(store.characters()).isEqualTo(model.characters());
            assertThat(store.count() <= 1 || store.characters() <= maxCharacters).isTrue();
        }
        for (Model.Session session : List.copyOf(model.sessions)) {
            assertThat(store.find(key(session.key()), session.id())).contains(session.characters());
        }
        now += TTL;
        assertThat(store.count()).isZero();
        assertThat(store.characters()).isZero();
    }

    @Example
    void anUpdateGetsWhatIsThereAndMayDecideToKeepNothing() {
        // Given
        SessionStore<String, String> store = new SessionStore<>(new SessionBounds(Duration.ofNanos(TTL), 2, 4, 50),
                String::length, () -> now);

        // Then
        assertThat(store.update(key(1), "a", session -> session == null ? null : "never")).isEmpty();
        assertThat(store.update(key(1), "a", session -> session + "!")).contains("null!");
        assertThat(store.update(key(1), "a", session -> session + "!")).contains("null!!");
        assertThat(store.find(key(2), "a")).isEmpty();
        assertThat(store.characters()).isEqualTo(6);
        assertThat(store.update(key(1), "a", session -> null)).isEmpty();
        assertThat(store.count()).isZero();
        assertThat(store.characters()).isZero();
    }

    @Example
    void noUpdateOfSeveralThreadsIsLost() throws Exception {
        // Given
        SessionStore<String, Integer> store = new SessionStore<>(new SessionBounds(Duration.ofDays(1), 2, 4, 1_000_000),
                Integer::longValue, System::nanoTime);
        int threads = 4;
        int updates = 5_000;
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);

        // When
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int update = 0; update < updates; update++) {
                        store.update(key(1), "a", session -> session == null ? 1 : session + 1);
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }

        // Then
        assertThat(store.find(key(1), "a")).contains(threads * updates);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.integers().between(0, 10)),
                        Tuple.of(2, Arbitraries.integers().between(0, TTL + 1))),
                Arbitraries.frequency(Tuple.of(5, Kind.UPDATE), Tuple.of(3, Kind.FIND), Tuple.of(1, Kind.REMOVE)),
                Arbitraries.integers().between(1, 3), Arbitraries.integers().between(1, 6),
                Arbitraries.integers().between(0, 30)).as(Step::new)
                .list().ofMinSize(1).ofMaxSize(80);
    }

    private static UUID key(int number) {
        return new UUID(0, number);
    }
}
