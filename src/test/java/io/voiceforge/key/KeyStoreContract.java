package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditEvent.Subject.Type;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.audit.Author;
import io.voiceforge.key.KeyOrder.By;
import io.voiceforge.key.KeyStore.Filter;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.key.KeyStore.Position;

/** What every store of keys does. Times are whole milliseconds, which every store can keep. */
public abstract class KeyStoreContract {

    protected static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** The store under test; empty at the start of each test, and callable from any thread. */
    protected abstract KeyStore store();

    /** Of that store. */
    protected abstract AuditStore trail();

    @Test
    public void keepsEverythingThatAKeyHas() {
        ApiKey.Settings settings = new ApiKey.Settings("Zoë’s キー 🔑 'x'; DROP TABLE keys;--",
                RateLimits.NONE.with(RateWindow.SECOND, 5)
                        .with(RateWindow.DAY, RateLimit.MAX),
                NOW.plusSeconds(90), 3,
                new Quota(1L, Long.MAX_VALUE, null, 5_000_000L), Set.of(Scope.SPEECH, Scope.VAD),
                List.of(range("10.0.0.0/8"), range("2001:db8::/32")),
                "{\"b\": 1.0,  \"a\":[null, \"\\u0041 é\", 12345678901234567890], \"b\": 2}", null, true);
        ApiKey key = new ApiKey(UUID.randomUUID(), "vf_sk_1a2b…9f0e", false, NOW, NOW.plusSeconds(1), NOW.plusSeconds(2),
                NOW.plusSeconds(3), 7, settings);
        String hash = KeySecret.hash(KeySecret.generate());

        await(store().insert(key, hash, event(key.id(), Action.CREATED, NOW)));

        assertThat(await(store().findById(key.id()))).contains(key);
        assertThat(await(store().findBySecretHash(hash))).contains(new Found(key, null));
        assertThat(await(store().list(new Page(null, 10, null)))).containsExactly(key);
    }

    @Test
    public void findsNothingThatIsNotThere() {
        UUID id = UUID.randomUUID();

        assertThat(await(store().findById(id))).isEmpty();
        assertThat(await(store().findBySecretHash(KeySecret.hash(KeySecret.generate())))).isEmpty();
        assertThat(await(store().list(new Page(null, 10, null)))).isEmpty();
        assertThat(await(store().events(id))).isEmpty();
        assertThat(await(store().update(id, key -> key, event(id, Action.UPDATED, NOW)))).isEmpty();
        assertThat(await(store().rotate(id, KeySecret.hash("x"), "x", NOW, event(id, Action.ROTATED, NOW)))).isEmpty();
        assertThat(await(store().delete(id, event(id, Action.DELETED, NOW)))).isFalse();
        assertThat(await(store().events(id))).isEmpty();
    }

    @Test
    public void doesNotInsertTheSameIdOrSecretTwice() {
        String hash = KeySecret.hash(KeySecret.generate());
        ApiKey first = insert("first", NOW, hash);
        ApiKey sameId = ApiKey.create(first.id(), "hint", ApiKey.Settings.named("same id"), NOW);
        ApiKey sameSecret = ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named("same secret"), NOW);

        assertThatThrownBy(() -> await(store().insert(sameId, KeySecret.hash(KeySecret.generate()),
                event(sameId.id(), Action.CREATED, NOW)))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> await(store().insert(sameSecret, hash, event(sameSecret.id(), Action.CREATED, NOW))))
                .isInstanceOf(RuntimeException.class);

        assertThat(await(store().list(new Page(null, 10, null)))).containsExactly(first);
        assertThat(await(store().findBySecretHash(hash))).contains(new Found(first, null));
        assertThat(await(store().events(first.id()))).hasSize(1);
        assertThat(await(store().events(sameSecret.id()))).isEmpty();
    }

    @Test
    public void updatesAndSwitchesOff() {
        String hash = KeySecret.hash(KeySecret.generate());
        ApiKey key = insert("before", NOW, hash);
        Instant later = NOW.plusSeconds(5);
        AuditEvent event = new AuditEvent(key.id(), later, "admin", Action.UPDATED, "::1", List.of("name", "active"));

        Optional<ApiKey> updated = await(store().update(key.id(),
                old -> old.with(ApiKey.Settings.named("after"), false, later), event));

        assertThat(updated).contains(key.with(ApiKey.Settings.named("after"), false, later));
        assertThat(updated.get().revokedAt()).isEqualTo(later);
        assertThat(await(store().findById(key.id()))).isEqualTo(updated);
        Found found = await(store().findBySecretHash(hash)).orElseThrow();
        assertThat(found.key()).isEqualTo(updated.get());
        assertThat(found.isUsableAt(NOW)).isFalse();
        assertThat(await(store().events(key.id()))).containsExactly(event(key.id(), Action.CREATED, NOW), event);
    }

    @Test
    public void updateThatFailsChangesNothing() {
        ApiKey key = insert("key", NOW, KeySecret.hash(KeySecret.generate()));

        assertThatThrownBy(() -> await(store().update(key.id(), old -> {
            throw new IllegalStateException("refused");
        }, event(key.id(), Action.UPDATED, NOW)))).hasMessageContaining("refused");

        assertThat(await(store().findById(key.id()))).contains(key);
        assertThat(await(store().events(key.id()))).hasSize(1);
    }

    @Test
    public void losesNoUpdateOfManyAtOnce() {
        ApiKey key = insert("key", NOW, KeySecret.hash(KeySecret.generate()));
        UnaryOperator<ApiKey> oneMore = old -> old.with(withRateLimit(old.settings(), hourly(old) + 1), true,
                NOW);

        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(
                () -> await(store().update(key.id(), oneMore, event(key.id(), Action.UPDATED, NOW)))))
                .limit(20).toArray(CompletableFuture[]::new)).join();

        assertThat(await(store().findById(key.id())).map(KeyStoreContract::hourly)).contains(hourly(key) + 20);
        assertThat(await(store().events(key.id()))).hasSize(21);
    }

    @Test
    public void previousSecretLivesThroughItsGrace() {
        String first = KeySecret.hash(KeySecret.generate());
        String second = KeySecret.hash(KeySecret.generate());
        ApiKey key = insert("key", NOW, first);
        Instant end = NOW.plusSeconds(3600);

        Optional<ApiKey> rotated = await(store().rotate(key.id(), second, "vf_sk_new", end,
                event(key.id(), Action.ROTATED, NOW.plusSeconds(1))));

        assertThat(rotated.map(ApiKey::hint)).contains("vf_sk_new");
        assertThat(rotated.map(ApiKey::settings)).contains(key.settings());
        assertThat(await(store().findBySecretHash(second))).contains(new Found(rotated.get(), null));
        assertThat(await(store().findBySecretHash(first))).contains(new Found(rotated.get(), end));
        assertThat(await(store().events(key.id()))).extracting(AuditEvent::action)
                .containsExactly(Action.CREATED, Action.ROTATED);
    }

    @Test
    public void previousSecretWithoutGraceEndsAtOnce() {
        String first = KeySecret.hash(KeySecret.generate());
        String second = KeySecret.hash(KeySecret.generate());
        ApiKey key = insert("key", NOW, first);

        await(store().rotate(key.id(), second, "hint", NOW.minusMillis(1), event(key.id(), Action.ROTATED, NOW)));

        assertThat(usable(first)).isFalse();
        assertThat(usable(second)).isTrue();
    }

    @Test
    public void secondRotationEndsTheOldestSecret() {
        List<String> hashes = Stream.generate(() -> KeySecret.hash(KeySecret.generate())).limit(3).toList();
        ApiKey key = insert("key", NOW, hashes.get(0));
        Instant end = NOW.plusSeconds(3600);

        await(store().rotate(key.id(), hashes.get(1), "one", end, event(key.id(), Action.ROTATED, NOW)));
        await(store().rotate(key.id(), hashes.get(2), "two", end, event(key.id(), Action.ROTATED, NOW)));

        assertThat(await(store().findBySecretHash(hashes.get(0)))).isEmpty();
        assertThat(usable(hashes.get(1))).isTrue();
        assertThat(usable(hashes.get(2))).isTrue();
    }

    @Test
    public void deletedKeyIsGoneWithBothSecretsButItsTrailStays() {
        String first = KeySecret.hash(KeySecret.generate());
        String second = KeySecret.hash(KeySecret.generate());
        ApiKey key = insert("key", NOW, first);
        ApiKey other = insert("other", NOW, KeySecret.hash(KeySecret.generate()));
        await(store().rotate(key.id(), second, "hint", NOW.plusSeconds(3600), event(key.id(), Action.ROTATED, NOW)));

        assertThat(await(store().delete(key.id(), event(key.id(), Action.DELETED, NOW)))).isTrue();

        assertThat(await(store().findById(key.id()))).isEmpty();
        assertThat(await(store().findBySecretHash(first))).isEmpty();
        assertThat(await(store().findBySecretHash(second))).isEmpty();
        assertThat(await(store().list(new Page(null, 10, null)))).containsExactly(other);
        assertThat(await(store().events(key.id()))).extracting(AuditEvent::action)
                .containsExactly(Action.CREATED, Action.ROTATED, Action.DELETED);
        assertThat(await(store().delete(key.id(), event(key.id(), Action.DELETED, NOW)))).isFalse();
        assertThat(await(store().events(key.id()))).hasSize(3);
    }

    @Test
    public void listsNewestFirstAndFilters() {
        ApiKey oldest = insert("oldest", NOW.minusSeconds(2), KeySecret.hash(KeySecret.generate()));
        ApiKey newest = insert("newest", NOW, KeySecret.hash(KeySecret.generate()));
        ApiKey middle = insert("middle", NOW.minusSeconds(1), KeySecret.hash(KeySecret.generate()));
        ApiKey off = await(store().update(middle.id(), key -> key.with(key.settings(), false, NOW),
                event(middle.id(), Action.UPDATED, NOW))).orElseThrow();

        assertThat(await(store().list(new Page(null, 10, null)))).containsExactly(newest, off, oldest);
        assertThat(await(store().list(new Page(true, 10, null)))).containsExactly(newest, oldest);
        assertThat(await(store().list(new Page(false, 10, null)))).containsExactly(off);
        assertThat(await(store().list(new Page(true, 1, new Position(newest.createdAt(), newest.id())))))
                .containsExactly(oldest);
    }

    @Test
    public void pagesThroughKeysOfTheSameInstantWithoutGapOrRepetition() {
        Set<UUID> ids = Set.copyOf(IntStream.range(0, 25)
                .mapToObj(i -> insert("key " + i, NOW.plusNanos(123_456_789), KeySecret.hash(KeySecret.generate())).id())
                .toList());

        List<UUID> listed = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Position after = null;
        do {
            List<ApiKey> page = await(store().list(new Page(null, 10, after)));
            page.forEach(key -> listed.add(key.id()));
            sizes.add(page.size());
            ApiKey last = page.isEmpty() ? null : page.get(page.size() - 1);
            after = last == null ? null : new Position(last.createdAt(), last.id());
        } while (after != null);

        assertThat(sizes).containsExactly(10, 10, 5, 0);
        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    public void pageGoesOnBehindAKeyThatIsGone() {
        ApiKey older = insert("older", NOW.minusSeconds(1), KeySecret.hash(KeySecret.generate()));
        ApiKey newer = insert("newer", NOW, KeySecret.hash(KeySecret.generate()));

        await(store().delete(newer.id(), event(newer.id(), Action.DELETED, NOW)));

        assertThat(await(store().list(new Page(null, 10, new Position(newer.createdAt(), newer.id()))))).containsExactly(older);
    }

    @Test
    public void findsByAnyPartOfTheNameAndByTheBeginningOfIdAndHint() {
        ApiKey kiosk = insert(key("Kiosk Zürich 100%", "vf_sk_1a2b…9f0e", NOW, null));
        ApiKey phone = insert(key("phone_kiosk キー", "vf_sk_1a2c…9f0e", NOW.minusSeconds(1), null));
        ApiKey desk = insert(key("desk", "vf_sk_ffff…1a2b", NOW.minusSeconds(2), null));

        assertThat(found("KIOSK")).containsExactly(kiosk, phone);
        assertThat(found("k")).containsExactly(kiosk, phone, desk);
        assertThat(found("キー")).containsExactly(phone);
        assertThat(found("Zürich 1")).containsExactly(kiosk);
        assertThat(found("%")).containsExactly(kiosk);
        assertThat(found("_")).containsExactly(phone);
        assertThat(found("\\")).isEmpty();
        assertThat(found("vf_sk_1a2")).containsExactly(kiosk, phone);
        assertThat(found("VF_SK_1a2b")).containsExactly(kiosk);
        assertThat(found("1a2b")).isEmpty();
        assertThat(found("9f0e")).isEmpty();
        assertThat(found(desk.id().toString().toUpperCase(Locale.ROOT))).containsExactly(desk);
        assertThat(found(phone.id().toString().substring(0, 20))).containsExactly(phone);
        assertThat(found(phone.id().toString().substring(9))).isEmpty();

        ApiKey both = insert(key("VF_SK_1a2", "vf_sk_1a2d…9f0e", NOW.minusSeconds(3), null));
        assertThat(found("vf_sk_1a2")).as("each once").containsExactly(kiosk, phone, both);
    }

    @Test
    public void searchesKeysAsTheyAreNow() {
        ApiKey key = insert("before", NOW, KeySecret.hash(KeySecret.generate()));
        ApiKey renamed = await(store().update(key.id(), old -> old.with(ApiKey.Settings.named("After"), false, NOW),
                event(key.id(), Action.UPDATED, NOW))).orElseThrow();

        assertThat(found("before")).isEmpty();
        assertThat(found("aft")).containsExactly(renamed);
        assertThat(await(store().list(new Page(new Filter("aft", true), KeyOrder.NEWEST_FIRST, 10, null)))).isEmpty();

        await(store().delete(key.id(), event(key.id(), Action.DELETED, NOW)));

        assertThat(found("aft")).isEmpty();
    }

    @Test
    public void sortsByNameAndByLastUseInBothDirections() {
        ApiKey never = insert(key("b", "h", NOW, null));
        ApiKey now = insert(key("C", "h", NOW.minusSeconds(9), NOW));
        ApiKey before = insert(key("a 🔑", "h", NOW.plusSeconds(9), NOW.minusSeconds(9)));
        ApiKey first = insert(key("A", "h", NOW, NOW.minusSeconds(5)));

        assertThat(sorted(By.CREATED, false)).startsWith(now).endsWith(before);
        assertThat(sorted(By.CREATED, true)).startsWith(before).endsWith(now);
        assertThat(sorted(By.NAME, false)).containsExactly(first, before, never, now);
        assertThat(sorted(By.NAME, true)).containsExactly(now, never, before, first);
        assertThat(sorted(By.LAST_USED, true)).containsExactly(now, first, before, never);
        assertThat(sorted(By.LAST_USED, false)).containsExactly(never, before, first, now);
    }

    @ParameterizedTest
    @CsvSource({ "CREATED, true", "CREATED, false", "NAME, true", "NAME, false", "LAST_USED, true", "LAST_USED, false" })
    public void pagesInEachOrderWhileKeysComeAndGo(By by, boolean descending) {
        List<ApiKey> keys = IntStream.range(0, 12).mapToObj(i -> insert(key("key " + i / 3, "h", NOW.plusSeconds(i / 3),
                i < 4 ? null : NOW.plusSeconds(i / 3)))).toList();
        List<ApiKey> whole = sorted(by, descending);
        KeyOrder order = new KeyOrder(by, descending);
        List<ApiKey> paged = new ArrayList<>(await(store().list(new Page(new Filter("key", null), order, 5, null))));

        ApiKey last = paged.get(4);
        ApiKey between = paged.get(1);
        await(store().delete(last.id(), event(last.id(), Action.DELETED, NOW)));
        insert(key(between.name(), "h", between.createdAt(), between.lastUsedAt()));
        paged.addAll(await(store().list(new Page(new Filter("key", null), order, 50, order.position(last)))));

        assertThat(paged).filteredOn(keys::contains).containsExactlyElementsOf(whole);
    }

    @Test
    public void trailOfAllKeysIsNewestFirstAndFiltered() {
        ApiKey one = insert("one", NOW, KeySecret.hash(KeySecret.generate()));
        ApiKey other = insert("other", NOW.plusSeconds(1), KeySecret.hash(KeySecret.generate()));
        AuditEvent created = event(one.id(), Action.CREATED, NOW);
        AuditEvent createdToo = event(other.id(), Action.CREATED, NOW.plusSeconds(1));
        Author zoe = new Author("Zoë", UUID.randomUUID(), "::1");
        Author alsoZoe = new Author("Zoë", UUID.randomUUID(), "::1");
        AuditEvent updated = new AuditEvent(Subject.key(one.id()), NOW.plusSeconds(2), zoe, Action.UPDATED, List.of("name"));
        AuditEvent deleted = new AuditEvent(Subject.key(one.id()), NOW.plusSeconds(2), alsoZoe, Action.DELETED, List.of());
        await(store().update(one.id(), key -> key, updated));
        await(store().delete(one.id(), deleted));
        String id = one.id().toString();

        assertThat(events(AuditStore.Filter.ALL)).containsExactly(deleted, updated, createdToo, created);
        assertThat(events(new AuditStore.Filter(Type.KEY, null, null, null, null, null))).hasSize(4);
        assertThat(events(new AuditStore.Filter(Type.ADMIN_TOKEN, null, null, null, null, null))).isEmpty();
        assertThat(events(new AuditStore.Filter(Type.KEY, id, null, null, null, null)))
                .containsExactly(deleted, updated, created);
        assertThat(events(new AuditStore.Filter(null, null, "Zoë", null, null, null))).containsExactly(deleted, updated);
        assertThat(events(new AuditStore.Filter(null, null, null, zoe.actorId(), null, null, null))).containsExactly(updated);
        assertThat(events(new AuditStore.Filter(null, null, "admin", zoe.actorId(), null, null, null))).isEmpty();
        assertThat(events(new AuditStore.Filter(null, null, "admin", Action.CREATED, null, null)))
                .containsExactly(createdToo, created);
        assertThat(events(new AuditStore.Filter(null, null, null, null, NOW.plusSeconds(1), NOW.plusSeconds(2))))
                .containsExactly(createdToo);
    }

    @Test
    public void trailIsPagedThroughEventsOfTheSameInstantWhileThereAreNewOnes() {
        IntStream.range(0, 7).forEach(i -> insert("key " + i, NOW, KeySecret.hash(KeySecret.generate())));
        List<AuditEvent> before = events(AuditStore.Filter.ALL);

        List<AuditEvent> paged = new ArrayList<>();
        AuditStore.Position after = null;
        List<AuditStore.Recorded> page;
        do {
            page = await(trail().list(new AuditStore.Page(AuditStore.Filter.ALL, 3, after)));
            page.forEach(recorded -> paged.add(recorded.event()));
            after = page.isEmpty() ? null : page.get(page.size() - 1).position();
            insert("new", NOW.plusSeconds(1), KeySecret.hash(KeySecret.generate()));
        } while (!page.isEmpty());

        assertThat(paged).isEqualTo(before);
    }

    private List<AuditEvent> events(AuditStore.Filter filter) {
        return await(trail().list(new AuditStore.Page(filter, 100, null))).stream().map(AuditStore.Recorded::event).toList();
    }

    private List<ApiKey> found(String text) {
        return await(store().list(new Page(new Filter(text, null), KeyOrder.NEWEST_FIRST, 10, null)));
    }

    private List<ApiKey> sorted(By by, boolean descending) {
        return await(store().list(new Page(Filter.ALL, new KeyOrder(by, descending), 100, null)));
    }

    private static ApiKey key(String name, String hint, Instant createdAt, Instant lastUsedAt) {
        return new ApiKey(UUID.randomUUID(), hint, true, createdAt, createdAt, lastUsedAt, null, lastUsedAt == null ? 0 : 1,
                ApiKey.Settings.named(name));
    }

    private ApiKey insert(ApiKey key) {
        await(store().insert(key, KeySecret.hash(KeySecret.generate()), event(key.id(), Action.CREATED, NOW)));
        return key;
    }

    /** A key that every restriction is unset of, as the store gives it back. */
    protected ApiKey insert(String name, Instant createdAt, String hash) {
        ApiKey key = ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named(name), createdAt);
        await(store().insert(key, hash, event(key.id(), Action.CREATED, createdAt.truncatedTo(ChronoUnit.MILLIS))));
        return await(store().findById(key.id())).orElseThrow();
    }

    protected boolean usable(String hash) {
        return await(store().findBySecretHash(hash)).filter(found -> found.isUsableAt(Instant.now())).isPresent();
    }

    protected static AuditEvent event(UUID id, Action action, Instant at) {
        return new AuditEvent(id, at, "admin", action, "2001:db8::1", List.of());
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text);
    }

    private static ApiKey.Settings withRateLimit(ApiKey.Settings old, int rateLimit) {
        return new ApiKey.Settings(old.name(), old.rateLimits().with(RateWindow.HOUR, rateLimit), old.expiresAt(),
                old.maxConcurrent(), old.quota(), old.scopes(),
                old.allowedIps(), old.metadata(), old.customer(), old.speechCache());
    }

    private static int hourly(ApiKey key) {
        return key.settings().rateLimits().in(RateWindow.HOUR);
    }
}
