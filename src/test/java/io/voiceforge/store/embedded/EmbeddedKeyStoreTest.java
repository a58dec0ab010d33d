package io.voiceforge.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStoreContract;

class EmbeddedKeyStoreTest extends KeyStoreContract {

    private final Stores stores = new Stores();
    private final EmbeddedKeyStore store = stores.inMemory();

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Override
    protected KeyStore store() {
        return store;
    }

    @Override
    protected AuditStore trail() {
        return stores.trail();
    }

    @Test
    void countsItsKeys() {
        ApiKey key = insert("key", NOW, KeySecret.hash(KeySecret.generate()));
        assertThat(stores.gauge("voiceforge.store.keys")).isEqualTo(1);

        await(store.delete(key.id(), event(key.id(), Action.DELETED, NOW)));

        assertThat(stores.gauge("voiceforge.store.keys")).isZero();
    }

    @Test
    void hasRoomForSoManyKeysAndSaysWhatToDoAboutMore() {
        List<ApiKey> keys = IntStream.range(0, EmbeddedKeyStore.MAX_KEYS)
                .mapToObj(i -> ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named("key"), NOW)).toList();
        keys.forEach(key -> await(store.insert(key, key.id().toString(), event(key.id(), Action.CREATED, NOW))));

        assertThatThrownBy(() -> insert("one more", NOW, "hash")).isInstanceOfSatisfying(ApiException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT)).hasMessageContaining("DATABASE_URL");

        await(store.delete(keys.get(0).id(), event(keys.get(0).id(), Action.DELETED, NOW)));
        assertThat(insert("now there is room", NOW, "hash")).isNotNull();
    }

    @Test
    void nothingHappensBeforeAnybodySubscribes() {
        ApiKey key = insert("key", NOW, KeySecret.hash(KeySecret.generate()));

        store.delete(key.id(), event(key.id(), Action.DELETED, NOW));

        assertThat(await(store.findById(key.id()))).isPresent();
    }

    /** The event loop has other things to do, and so has whoever changes something meanwhile. */
    @Test
    void listsAreMadeElsewhere() {
        ApiKey key = insert("key", NOW, KeySecret.hash(KeySecret.generate()));
        CompletableFuture<Thread> listing = new CompletableFuture<>();
        CompletableFuture<Thread> reading = new CompletableFuture<>();

        synchronized (stores.trail()) {
            store.list(new KeyStore.Page(null, 10, null)).subscribe().with(found -> listing.complete(Thread.currentThread()));
            trail().list(new AuditStore.Page(AuditStore.Filter.ALL, 10, null)).subscribe()
                    .with(found -> reading.complete(Thread.currentThread()));

            assertThat(List.of(listing, reading)).extracting(CompletableFuture::join).doesNotContain(Thread.currentThread());
        }
        assertThat(await(store.list(new KeyStore.Page(null, 10, null)))).containsExactly(key);
    }

    @Test
    void trailOfAKeyIsBounded() {
        AuditTrail trail = new AuditTrail();
        UUID id = UUID.randomUUID();

        IntStream.rangeClosed(1, AuditTrail.PER_SUBJECT + 5)
                .forEach(i -> trail.add(event(id, Action.UPDATED, NOW.plusSeconds(i))));

        assertThat(trail.of(Subject.key(id))).hasSize(AuditTrail.PER_SUBJECT).extracting(AuditEvent::at).isSorted()
                .startsWith(NOW.plusSeconds(6));
        assertThat(trail.copy()).isEqualTo(trail.of(Subject.key(id)));
    }

    @Test
    void trailOfAllKeysIsBounded() {
        AuditTrail trail = new AuditTrail();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        trail.add(event(first, Action.CREATED, NOW));
        trail.add(event(second, Action.CREATED, NOW));
        trail.add(event(second, Action.UPDATED, NOW));

        IntStream.range(0, AuditTrail.TOTAL - 1).forEach(i -> trail.add(event(UUID.randomUUID(), Action.CREATED, NOW)));

        assertThat(trail.of(Subject.key(first))).isEmpty();
        assertThat(trail.of(Subject.key(second))).extracting(AuditEvent::action).containsExactly(Action.UPDATED);
        assertThat(trail.copy()).hasSize(AuditTrail.TOTAL);
    }
}
