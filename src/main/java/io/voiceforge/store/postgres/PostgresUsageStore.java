package io.voiceforge.store.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.voiceforge.usage.UsageStore;
import io.voiceforge.usage.UsageStore.Whose;

/** Usage in PostgreSQL. A batch is stored together with its id in one transaction. Must be called on a Vert.x context. */
@ApplicationScoped
@Typed(PostgresUsageStore.class)
public class PostgresUsageStore implements UsageStore {

    private static final Duration FORGET_INTERVAL = Duration.ofHours(1);

    private final UsageRepository hours;
    private final Database database;
    private final AtomicReference<Instant> forgetNext = new AtomicReference<>(Instant.MIN);

    PostgresUsageStore(UsageRepository hours, Database database) {
        this.hours = hours;
        this.database = database;
    }

    @Override
    public Uni<Void> add(Batch batch) {
        return database.write("add_usage", () -> Panache.getSession()
                .chain(session -> UsageUpserts.remember(session, batch.id()).chain(isNew -> isNew
                        ? UsageUpserts.add(session, batch)
                                .chain(() -> UsageUpserts.use(session, batch.uses()))
                                .chain(() -> forgetOld(session))
                        : Uni.createFrom().voidItem())));
    }

    @Override
    public Uni<List<Row>> read(Whose whose, Instant from, Instant to) {
        return database.read("read_usage",
                () -> hours.list(whose, from, to).map(found -> found.stream().map(UsageEntity::toRow).toList()));
    }

    @Override
    public Uni<Integer> deleteBefore(Instant end, int atMost) {
        return database.write("delete_usage",
                () -> Panache.getSession().chain(session -> UsageUpserts.delete(session, end, atMost)));
    }

    private Uni<Void> forgetOld(Mutiny.Session session) {
        Instant now = Instant.now();
        Instant due = forgetNext.get();
        return now.isBefore(due) || !forgetNext.compareAndSet(due, now.plus(FORGET_INTERVAL)) ? Uni.createFrom().voidItem()
                : UsageUpserts.forget(session);
    }
}
