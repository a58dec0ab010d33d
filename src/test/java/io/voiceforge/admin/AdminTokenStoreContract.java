package io.voiceforge.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.admin.AdminToken.Settings;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** What every store of admin tokens does. */
public abstract class AdminTokenStoreContract {

    protected static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** The store under test; empty at the start of each test, and callable from any thread. */
    protected abstract AdminTokenStore store();

    /** Of that store. */
    protected abstract AuditStore trail();

    @Test
    public void keepsEverythingThatATokenHas() {
        assertThat(await(store().isEmpty())).isTrue();
        AdminToken token = insert("Zoë 🔑", "hash");

        assertThat(await(store().findById(token.id()))).contains(token);
        assertThat(await(store().findBySecretHash("hash"))).contains(token);
        assertThat(await(store().findBySecretHash("other"))).isEmpty();
        assertThat(await(store().list())).containsExactly(token);
        assertThat(await(store().isEmpty())).isFalse();
        assertThat(events()).containsExactly(event(token, Action.CREATED));
    }

    @Test
    public void listsByName() {
        AdminToken last = insert("émile", "1");
        AdminToken second = insert("b", "2");
        AdminToken first = insert("Z", "3");

        assertThat(await(store().list())).containsExactly(first, second, last);
    }

    @Test
    public void namesAreTakenOnce() {
        insert("zoe", "1");
        AdminToken other = insert("max", "2");

        assertConflict(() -> insert("zoe", "3"));
        assertConflict(() -> await(store().update(other.id(),
                token -> token.with(new Settings("zoe", AdminRole.ADMIN, null), NOW), event(other, Action.UPDATED))));

        assertThat(await(store().list())).extracting(AdminToken::name).containsExactly("max", "zoe");
        assertThat(events()).hasSize(2);
        assertThat(await(store().findBySecretHash("3"))).isEmpty();
    }

    @Test
    public void thereIsRoomForSoMany() {
        insert("1", "1");
        AdminToken second = token("2");
        AdminToken third = token("3");
        await(store().insert(second, "2", 2, event(second, Action.CREATED)));

        assertConflict(() -> await(store().insert(third, "3", 2, event(third, Action.CREATED))));
        assertThat(await(store().list())).hasSize(2);
    }

    @Test
    public void changesAndNotesUse() {
        AdminToken before = insert("zoe", "hash");
        Settings settings = new Settings("zoe", AdminRole.VIEWER, NOW.plusSeconds(60));
        AdminToken after = before.with(settings, NOW.plusSeconds(1));

        assertThat(await(store().update(before.id(), token -> token.with(settings, NOW.plusSeconds(1)),
                event(before, Action.UPDATED)))).contains(after);
        await(store().use(before.id(), NOW.plusSeconds(2)));

        assertThat(await(store().findBySecretHash("hash"))).contains(after.usedAt(NOW.plusSeconds(2)));
        assertThat(events()).extracting(AuditEvent::action).containsExactly(Action.UPDATED, Action.CREATED);
    }

    @Test
    public void deletedTokenIsGone() {
        AdminToken token = insert("zoe", "hash");

        assertThat(await(store().delete(token.id(), event(token, Action.DELETED)))).isTrue();

        assertThat(await(store().findBySecretHash("hash"))).isEmpty();
        assertThat(await(store().isEmpty())).isTrue();
        assertThat(await(store().delete(token.id(), event(token, Action.DELETED)))).isFalse();
        assertThat(await(store().update(token.id(), old -> old, event(token, Action.UPDATED)))).isEmpty();
        assertThat(events()).extracting(AuditEvent::action).containsExactly(Action.DELETED, Action.CREATED);
    }

    protected AdminToken insert(String name, String hash) {
        AdminToken token = token(name);
        await(store().insert(token, hash, 10, event(token, Action.CREATED)));
        return token;
    }

    private static AdminToken token(String name) {
        return AdminToken.create(UUID.randomUUID(), "vfa_1a2b…9f0e", new Settings(name, AdminRole.OPERATOR, null), NOW);
    }

    private List<AuditEvent> events() {
        AuditStore.Filter tokens = new AuditStore.Filter(Subject.Type.ADMIN_TOKEN, null, null, null, null, null);
        return await(trail().list(new AuditStore.Page(tokens, 10, null))).stream().map(AuditStore.Recorded::event).toList();
    }

    private static AuditEvent event(AdminToken token, Action action) {
        return new AuditEvent(new Subject(Subject.Type.ADMIN_TOKEN, token.id().toString()), NOW, "admin", action, "::1",
                List.of());
    }

    private static void assertConflict(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOfSatisfying(ApiException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
