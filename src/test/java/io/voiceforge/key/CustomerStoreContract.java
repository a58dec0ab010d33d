package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.error.ApiException;
import io.voiceforge.key.CustomerStore.Deletion;
import io.voiceforge.key.CustomerStore.Page;
import io.voiceforge.key.CustomerStore.Position;
import io.voiceforge.key.KeyStore.Found;

/** What every store of customers does. */
public abstract class CustomerStoreContract {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Quota QUOTA = new Quota(1L, 2L, Long.MAX_VALUE, null);

    /** The stores under test; empty at the start of each test, and callable from any thread. */
    protected abstract CustomerStore customers();

    protected abstract KeyStore keys();

    protected abstract AuditStore trail();

    @Test
    public void keepsEverythingThatACustomerHas() {
        Customer customer = new Customer(UUID.randomUUID(), "Zoë’s Hôtel 🔑 'x'", NOW, NOW.plusSeconds(1),
                RateLimits.of(1, 2, 3, RateLimit.MAX), 3, QUOTA);

        assertThat(await(customers().insert(customer, event(customer, Action.CREATED)))).isTrue();

        assertThat(await(customers().findById(customer.id()))).contains(customer);
        assertThat(await(customers().list(new Page(null, 10, null)))).containsExactly(customer);
        assertThat(events(customer)).containsExactly(event(customer, Action.CREATED));
    }

    @Test
    public void findsNothingThatIsNotThere() {
        Customer nobody = new Customer(UUID.randomUUID(), "nobody", NOW, NOW, null, Quota.NONE);

        assertThat(await(customers().findById(nobody.id()))).isEmpty();
        assertThat(await(customers().update(nobody.id(), same -> same, event(nobody, Action.UPDATED)))).isEmpty();
        assertThat(await(customers().delete(nobody.id(), event(nobody, Action.DELETED)))).isEqualTo(Deletion.NOT_FOUND);
        assertThat(await(keys().events(nobody.id()))).isEmpty();
    }

    @Test
    public void aNameIsTakenOnce() {
        Customer first = insert("Aurora", NOW);
        Customer second = new Customer(UUID.randomUUID(), "Aurora", NOW, NOW, null, Quota.NONE);

        assertThat(await(customers().insert(second, event(second, Action.CREATED)))).isFalse();

        assertThat(await(customers().list(new Page(null, 10, null)))).containsExactly(first);
        assertThat(await(keys().events(second.id()))).isEmpty();
    }

    @Test
    public void listsNewestFirstInPagesAndByName() {
        Customer oldest = insert("oldest", NOW.minusSeconds(2));
        Customer newest = insert("newest", NOW);
        Customer middle = insert("middle", NOW.minusSeconds(1));

        assertThat(await(customers().list(new Page(null, 2, null)))).containsExactly(newest, middle);
        assertThat(await(customers().list(new Page(null, 2, new Position(middle.createdAt(), middle.id())))))
                .containsExactly(oldest);
        assertThat(await(customers().list(new Page("middle", 2, null)))).containsExactly(middle);
        assertThat(await(customers().list(new Page("mid", 2, null)))).isEmpty();
    }

    @Test
    public void aKeyIsFoundWithItsCustomerAsItIsNow() {
        Customer customer = insert("Aurora", NOW);
        String hash = KeySecret.hash(KeySecret.generate());
        ApiKey key = insertKey("Aurora", hash);
        ApiKey other = insertKey(null, KeySecret.hash(KeySecret.generate()));

        assertThat(await(keys().findBySecretHash(hash))).contains(new Found(key.of(customer), null));
        assertThat(await(keys().findById(key.id()))).contains(key);
        assertThat(await(
                keys().list(new KeyStore.Page(new KeyStore.Filter(null, null, "Aurora"), KeyOrder.NEWEST_FIRST, 10, null))))
                .containsExactly(key);
        assertThat(await(keys().list(new KeyStore.Page(null, 10, null)))).containsExactlyInAnyOrder(key, other);

        Customer changed = await(customers().update(customer.id(),
                before -> before.with(RateLimits.hourly(9), 7, Quota.NONE, NOW.plusSeconds(5)),
                event(customer, Action.UPDATED))).orElseThrow();
        assertThat(changed).isEqualTo(customer.with(RateLimits.hourly(9), 7, Quota.NONE, NOW.plusSeconds(5)));
        assertThat(await(keys().findBySecretHash(hash))).contains(new Found(key.of(changed), null));
        assertThat(events(customer)).extracting(AuditEvent::action)
                .containsExactly(Action.CREATED, Action.UPDATED);
    }

    @Test
    public void aChangeThatFailsChangesNothing() {
        Customer customer = insert("Aurora", NOW);

        assertThatThrownBy(() -> await(customers().update(customer.id(), before -> {
            throw new IllegalStateException("refused");
        }, event(customer, Action.UPDATED)))).hasMessageContaining("refused");

        assertThat(await(customers().findById(customer.id()))).contains(customer);
        assertThat(events(customer)).hasSize(1);
    }

    @Test
    public void noKeyBelongsToACustomerThatDoesNotExist() {
        ApiKey key = insertKey(null, KeySecret.hash(KeySecret.generate()));

        assertThatThrownBy(() -> insertKey("nobody", KeySecret.hash(KeySecret.generate()))).isInstanceOf(ApiException.class)
                .hasMessageContaining("existing customer");
        assertThatThrownBy(() -> await(keys().update(key.id(), before -> before.with(settings("nobody"), true, NOW),
                keyEvent(key.id(), Action.UPDATED)))).isInstanceOf(ApiException.class);

        assertThat(await(keys().list(new KeyStore.Page(null, 10, null)))).containsExactly(key);
        assertThat(await(keys().events(key.id()))).hasSize(1);
    }

    @Test
    public void aCustomerIsDeletedOnceItsKeysAreGone() {
        Customer customer = insert("Aurora", NOW);
        insert("Borealis", NOW);
        ApiKey deleted = insertKey("Aurora", KeySecret.hash(KeySecret.generate()));
        ApiKey moved = insertKey("Aurora", KeySecret.hash(KeySecret.generate()));

        assertThat(delete(customer)).isEqualTo(Deletion.HAS_KEYS);
        await(keys().delete(deleted.id(), keyEvent(deleted.id(), Action.DELETED)));
        assertThat(delete(customer)).isEqualTo(Deletion.HAS_KEYS);
        await(keys().update(moved.id(), before -> before.with(settings("Borealis"), true, NOW),
                keyEvent(moved.id(), Action.UPDATED)));
        assertThat(delete(customer)).isEqualTo(Deletion.DONE);

        assertThat(await(customers().findById(customer.id()))).isEmpty();
        assertThat(delete(customer)).isEqualTo(Deletion.NOT_FOUND);
        assertThat(events(customer)).containsExactly(event(customer, Action.CREATED),
                event(customer, Action.DELETED));
        insert("Aurora", NOW);
    }

    @Test
    public void aCustomerThatIsDeletedWhileAKeyIsMadeIsOneOrTheOther() {
        for (int i = 0; i < 20; i++) {
            Customer customer = insert("customer " + i, NOW);
            CompletableFuture<Void> deletion = CompletableFuture.runAsync(() -> delete(customer));
            CompletableFuture.runAsync(() -> insertKey(customer.name(), KeySecret.hash(KeySecret.generate())))
                    .exceptionally(refused -> {
                        assertThat(refused).hasCauseInstanceOf(ApiException.class);
                        return null;
                    }).join();
            deletion.join();
        }

        List<String> left = await(customers().list(new Page(null, 100, null))).stream().map(Customer::name).toList();
        assertThat(await(keys().list(new KeyStore.Page(null, 100, null)))).map(key -> key.settings().customer())
                .containsExactlyInAnyOrderElementsOf(left);
    }

    private Customer insert(String name, Instant createdAt) {
        Customer customer = new Customer(UUID.randomUUID(), name, createdAt, createdAt, 3, QUOTA);
        assertThat(await(customers().insert(customer, event(customer, Action.CREATED)))).isTrue();
        return customer;
    }

    private ApiKey insertKey(String customer, String hash) {
        ApiKey key = ApiKey.create(UUID.randomUUID(), "hint", settings(customer), NOW);
        await(keys().insert(key, hash, keyEvent(key.id(), Action.CREATED)));
        return key;
    }

    private Deletion delete(Customer customer) {
        return await(customers().delete(customer.id(), event(customer, Action.DELETED)));
    }

    private static ApiKey.Settings settings(String customer) {
        return new ApiKey.Settings("key", RateLimits.hourly(1), null, null, Quota.NONE, Set.of(), List.of(), "{}", customer,
                false);
    }

    /** Oldest first. */
    private List<AuditEvent> events(Customer customer) {
        AuditStore.Filter all = new AuditStore.Filter(Subject.Type.CUSTOMER, customer.id().toString(), null, null, null, null);
        List<AuditEvent> events = new ArrayList<>(await(trail().list(new AuditStore.Page(all, 100, null))).stream()
                .map(AuditStore.Recorded::event).toList());
        Collections.reverse(events);
        return events;
    }

    private static AuditEvent event(Customer customer, Action action) {
        return new AuditEvent(Subject.customer(customer.id()), NOW, "admin", action, "::1", List.of());
    }

    private static AuditEvent keyEvent(UUID id, Action action) {
        return new AuditEvent(id, NOW, "admin", action, "::1", List.of());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
