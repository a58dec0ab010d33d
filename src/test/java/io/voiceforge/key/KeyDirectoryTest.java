package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.Settings;

@Timeout(60)
class KeyDirectoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CALLERS = 64;
    private static final String OTHER = "vf_sk_ffffffffffffffffffffffffffffffff";
    private static final String SECRET = "vf_sk_0123456789abcdef0123456789abcdef";

    private final FakeStore store = new FakeStore();
    private final AtomicLong clock = new AtomicLong(1);
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void findsAKeyAndAsksTheStoreOnce() {
        // Given
        ApiKey key = store.put(SECRET, key(true, null));
        KeyDirectory directory = directory(100);

        // Then
        for (int i = 0; i < 3; i++) {
            assertThat(find(directory, SECRET)).contains(key);
        }
        assertThat(store.asked).containsExactly(KeySecret.hash(SECRET));
    }

    @Test
    void findsNothingForAnUnknownSecretAndAsksTheStoreOnce() {
        // Given
        KeyDirectory directory = directory(100);

        // Then
        for (int i = 0; i < 3; i++) {
            assertThat(find(directory, SECRET)).isEmpty();
        }
        assertThat(store.asked).hasSize(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", "vf_sk_", "hf_token", "vf_sk_0123456789ABCDEF0123456789ABCDEF",
            "vf_sk_0123456789abcdef0123456789abcdef00000000", "' OR 1=1 --" })
    void neverAsksTheStoreForAMalformedSecret(String secret) {
        // Given
        KeyDirectory directory = directory(100);

        // Then
        assertThat(find(directory, secret)).isEmpty();
        assertThat(store.asked).isEmpty();
        assertThat(cached()).isZero();
    }

    @Test
    void doesNotFindAKeyThatIsSwitchedOffOrHasExpired() {
        // Given
        String expired = "vf_sk_00000000000000000000000000000001";
        String current = "vf_sk_00000000000000000000000000000002";
        store.put(SECRET, key(false, null));
        store.put(expired, key(true, Instant.now().minusSeconds(1)));
        ApiKey valid = store.put(current, key(true, Instant.now().plusSeconds(3600)));
        KeyDirectory directory = directory(100);

        // Then
        assertThat(find(directory, SECRET)).isEmpty();
        assertThat(find(directory, expired)).isEmpty();
        assertThat(find(directory, current)).contains(valid);
    }

    @Test
    void loadsAKeyOnceForAllWhoAskAtTheSameTime() throws Exception {
        // Given a store that does not answer yet
        ApiKey key = store.put(SECRET, key(true, null));
        store.answersLater = true;
        KeyDirectory directory = directory(100);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        CyclicBarrier start = new CyclicBarrier(CALLERS);

        // When
        List<Future<UniAssertSubscriber<Optional<ApiKey>>>> asking = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            asking.add(threads.submit(() -> {
                start.await(20, TimeUnit.SECONDS);
                return ask(directory, SECRET);
            }));
        }
        List<UniAssertSubscriber<Optional<ApiKey>>> callers = new ArrayList<>();
        for (Future<UniAssertSubscriber<Optional<ApiKey>>> one : asking) {
            callers.add(one.get(20, TimeUnit.SECONDS));
        }
        threads.shutdown();

        // Then
        assertThat(store.asked).hasSize(1);
        callers.forEach(UniAssertSubscriber::assertNotTerminated);
        store.answer();
        callers.forEach(caller -> assertThat(caller.awaitItem(PATIENCE).getItem()).contains(key));
        assertThat(store.asked).hasSize(1);
    }

    @Test
    void loadsDifferentKeysAtTheSameTime() {
        // Given
        store.answersLater = true;
        KeyDirectory directory = directory(100);

        // When
        ask(directory, SECRET);
        ask(directory, "vf_sk_00000000000000000000000000000001");

        // Then
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void keepsLoadingForTheOthersWhenOneCallerLeaves() {
        // Given two callers who wait for the same key
        ApiKey key = store.put(SECRET, key(true, null));
        store.answersLater = true;
        KeyDirectory directory = directory(100);
        UniAssertSubscriber<Optional<ApiKey>> leaving = ask(directory, SECRET);
        UniAssertSubscriber<Optional<ApiKey>> staying = ask(directory, SECRET);

        // When
        leaving.cancel();

        // Then
        staying.assertNotTerminated();
        assertThat(store.cancelled).isZero();
        store.answer();
        assertThat(staying.awaitItem(PATIENCE).getItem()).contains(key);
    }

    @Test
    void remembersWhatWasLoadedForACallerWhoHasLeft() {
        // Given
        ApiKey key = store.put(SECRET, key(true, null));
        store.answersLater = true;
        KeyDirectory directory = directory(100);

        // When
        ask(directory, SECRET).cancel();
        store.answer();

        // Then
        assertThat(find(directory, SECRET)).contains(key);
        assertThat(store.asked).hasSize(1);
    }

    @Test
    void asksAgainAfterThirtySecondsForAKnownKey() {
        // Given
        store.put(SECRET, key(true, null));
        KeyDirectory directory = directory(100);
        find(directory, SECRET);

        // When it was read in the meantime, which does not keep it for longer
        advance(Duration.ofSeconds(20));
        find(directory, SECRET);
        advance(Duration.ofSeconds(10).minusNanos(1));
        find(directory, SECRET);

        // Then
        assertThat(store.asked).hasSize(1);
        advance(Duration.ofNanos(1));
        store.put(SECRET, key(false, null));
        assertThat(find(directory, SECRET)).isEmpty();
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void asksAgainAfterFiveSecondsForAnUnknownSecret() {
        // Given
        KeyDirectory directory = directory(100);
        find(directory, SECRET);
        ApiKey key = store.put(SECRET, key(true, null));

        // Then
        advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(find(directory, SECRET)).isEmpty();
        assertThat(store.asked).hasSize(1);
        advance(Duration.ofNanos(1));
        assertThat(find(directory, SECRET)).contains(key);
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void doesNotRememberAFailedLoad() {
        // Given
        IllegalStateException failure = new IllegalStateException("store is away");
        ApiKey key = store.put(SECRET, key(true, null));
        store.failure = failure;
        KeyDirectory directory = directory(100);

        // When
        UniAssertSubscriber<Optional<ApiKey>> caller = ask(directory, SECRET);

        // Then
        assertThat(caller.awaitFailure(PATIENCE).getFailure()).isSameAs(failure);
        store.failure = null;
        assertThat(find(directory, SECRET)).contains(key);
    }

    @Test
    void failsTheResultWhenTheStoreThrows() {
        // Given
        store.thrown = new IllegalStateException("closed");
        KeyDirectory directory = directory(100);

        // When
        UniAssertSubscriber<Optional<ApiKey>> caller = ask(directory, SECRET);

        // Then
        assertThat(caller.awaitFailure(PATIENCE).getFailure()).isSameAs(store.thrown);
        store.thrown = null;
        assertThat(find(directory, SECRET)).isEmpty();
    }

    @Test
    void servesKeysThatItKnowsWhileTheStoreIsAwayAndFailsForAllOthers() {
        // Given a key that has been found, and a store that goes away
        ApiKey key = store.put(SECRET, key(true, null));
        KeyDirectory directory = directory(100);
        find(directory, SECRET);
        store.failure = new StoreUnavailableException(null);
        advance(Duration.ofSeconds(31));

        // Then it is asked once a second at the most
        for (int i = 0; i < 5; i++) {
            assertThat(find(directory, SECRET)).contains(key);
            assertThat(ask(directory, OTHER).awaitFailure(PATIENCE).getFailure()).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(store.asked).hasSize(2);
        advance(Duration.ofSeconds(2));
        assertThat(find(directory, SECRET)).contains(key);
        assertThat(store.asked).hasSize(3);

        // And when the patience is over
        advance(Duration.ofMinutes(11));
        assertThat(ask(directory, SECRET).awaitFailure(PATIENCE).getFailure()).isInstanceOf(StoreUnavailableException.class);

        // And when the store is back
        store.failure = null;
        advance(Duration.ofSeconds(2));
        assertThat(find(directory, SECRET)).contains(key);
    }

    @Test
    void asksAgainAfterAnEviction() {
        // Given
        ApiKey key = store.put(SECRET, key(true, null));
        KeyDirectory directory = directory(100);
        find(directory, SECRET);
        find(directory, OTHER);

        // When
        directory.evict(key.id());

        // Then
        find(directory, OTHER);
        assertThat(store.asked).hasSize(2);
        find(directory, SECRET);
        assertThat(store.asked).hasSize(3);
        directory.evictAll();
        find(directory, OTHER);
        assertThat(store.asked).hasSize(4);
    }

    @Test
    void doesNotRememberWhatWasReadBeforeAnEviction() {
        // Given a load under way
        ApiKey key = store.put(SECRET, key(true, null));
        store.answersLater = true;
        KeyDirectory directory = directory(100);
        UniAssertSubscriber<Optional<ApiKey>> caller = ask(directory, SECRET);

        // When the key changes before the answer comes
        directory.evict(key.id());
        store.answer();

        // Then the next caller asks again
        caller.awaitItem(PATIENCE);
        find(directory, SECRET);
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void letsNobodyWhoComesAfterAnEvictionWaitForWhatWasReadBeforeIt() {
        // Given a load under way that found the key as it was
        ApiKey key = store.put(SECRET, key(true, null));
        store.answersLater = true;
        KeyDirectory directory = directory(100);
        ask(directory, SECRET);

        // When
        directory.evict(key.id());
        ask(directory, SECRET);

        // Then the store is asked anew
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void aChangeOfACustomerEvictsItsKeysAndNoOthers() {
        Customer customer = new Customer(UUID.randomUUID(), "Aurora", Instant.now(), Instant.now(), 5, Quota.NONE);
        String other = KeySecret.generate();
        KeyDirectory directory = directory(100);
        store.put(SECRET, key(true, null).of(customer));
        store.put(other, key(true, null));
        find(directory, SECRET);
        find(directory, other);

        directory.evict(customer.id());
        find(directory, SECRET);
        find(directory, other);
        assertThat(store.asked).hasSize(3);

        directory.doubt(customer.id());
        find(directory, SECRET);
        find(directory, other);
        assertThat(store.asked).hasSize(4);
    }

    @Test
    void servesKeysThatItKnowsAtOnceWhileTheStoreHangs() {
        // Given a store that fails once and then never answers
        ApiKey key = store.put(SECRET, key(true, null));
        KeyDirectory directory = directory(100);
        find(directory, SECRET);
        advance(Duration.ofSeconds(31));
        store.failure = new StoreUnavailableException(null);
        find(directory, SECRET);
        store.failure = null;
        store.answersLater = true;

        // Then nobody waits, also when it is time to ask again
        advance(Duration.ofSeconds(2));
        assertThat(ask(directory, SECRET).assertCompleted().getItem()).contains(key);
        assertThat(ask(directory, SECRET).assertCompleted().getItem()).contains(key);
        assertThat(store.asked).hasSize(3);
    }

    @Test
    void aSecretEndsWithItsGraceThoughItsKeyGoesOn() {
        // Given
        store.put(SECRET, key(true, null));
        store.secretValidUntil = Instant.now().minusSeconds(1);

        // Then
        assertThat(find(directory(100), SECRET)).isEmpty();
    }

    @Test
    void holdsNoMoreEntriesThanConfigured() {
        // Given
        KeyDirectory directory = directory(10);

        // When
        for (int i = 0; i < 1000; i++) {
            find(directory, String.format("vf_sk_%032x", i));
        }

        // Then
        assertThat(store.asked).hasSize(1000);
        assertThat(cached()).isBetween(1.0, 10.0);
    }

    @Test
    void asksTheStoreByTheHashAndNeverByTheSecret() {
        // When
        find(directory(100), SECRET);

        // Then
        assertThat(store.asked).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void refusesACacheOfANegativeSize() {
        assertThatThrownBy(() -> directory(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private KeyDirectory directory(int cacheSize) {
        KeysConfig config = Settings.of(KeysConfig.class, Map.of("voiceforge.keys.cache-size", String.valueOf(cacheSize)));
        DefaultKey defaultKey = new DefaultKey(Settings.of(DefaultKeyConfig.class, Map.of()), false, false);
        return new KeyDirectory(store, defaultKey, config, new Metrics(registry), clock::get);
    }

    private double cached() {
        return registry.get("voiceforge.keys.cached").gauge().value();
    }

    private void advance(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static UniAssertSubscriber<Optional<ApiKey>> ask(KeyDirectory directory, String secret) {
        return directory.find(secret).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Optional<ApiKey> find(KeyDirectory directory, String secret) {
        return directory.find(secret).await().atMost(PATIENCE);
    }

    private static ApiKey key(boolean active, Instant expiresAt) {
        Instant now = Instant.now();
        ApiKey.Settings settings = new ApiKey.Settings("test", RateLimits.hourly(1000), expiresAt, null, Quota.NONE, Set.of(),
                List.of(), "{}");
        ApiKey key = ApiKey.create(UUID.randomUUID(), "vf_sk_0123…cdef", settings, now);
        return active ? key : key.with(settings, false, now);
    }

    private static final class FakeStore implements KeyStoreStub {

        final List<String> asked = new CopyOnWriteArrayList<>();
        volatile boolean answersLater;
        volatile Throwable failure;
        volatile Instant secretValidUntil;
        volatile RuntimeException thrown;
        volatile int cancelled;
        private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
        private final List<Runnable> pending = new CopyOnWriteArrayList<>();

        ApiKey put(String secret, ApiKey key) {
            keys.put(KeySecret.hash(secret), key);
            return key;
        }

        void answer() {
            answersLater = false;
            pending.forEach(Runnable::run);
        }

        @Override
        public Uni<Optional<Found>> findBySecretHash(String hash) {
            asked.add(hash);
            if (thrown != null) {
                throw thrown;
            }
            return Uni.createFrom().<Optional<Found>> emitter(emitter -> {
                if (answersLater) {
                    pending.add(() -> answer(hash, emitter));
                } else {
                    answer(hash, emitter);
                }
            }).onCancellation().invoke(() -> cancelled++);
        }

        private void answer(String hash, UniEmitter<? super Optional<Found>> emitter) {
            if (failure != null) {
                emitter.fail(failure);
            } else {
                emitter.complete(Optional.ofNullable(keys.get(hash)).map(key -> new Found(key, secretValidUntil)));
            }
        }
    }
}
