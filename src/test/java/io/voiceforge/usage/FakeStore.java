package io.voiceforge.usage;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Keeps its promise of exactly once, and fails when it is told to: before it has added a batch, or after. */
final class FakeStore implements UsageStore {

    enum Mood {
        WELL,
        AWAY,
        CONFIRMATION_LOST,
        THROWING,
        SILENT
    }

    final List<Batch> tries = new CopyOnWriteArrayList<>();
    final List<Boolean> onContext = new CopyOnWriteArrayList<>();
    /** How many rows each deletion has taken. */
    final List<Integer> deletions = new CopyOnWriteArrayList<>();
    volatile Mood mood = Mood.WELL;
    /** Run while rows are being read. */
    volatile Runnable duringRead = () -> {
    };
    private final Map<Slot, Totals> rows = new HashMap<>();
    private final Map<UUID, Use> uses = new HashMap<>();
    private final Set<UUID> ids = new HashSet<>();

    @Override
    public synchronized Uni<Void> add(Batch batch) {
        tries.add(batch);
        onContext.add(Vertx.currentContext() != null);
        return switch (mood) {
            case AWAY -> Uni.createFrom().failure(new IllegalStateException("away"));
            case THROWING -> throw new IllegalStateException("thrown");
            case SILENT -> Uni.createFrom().nothing();
            case CONFIRMATION_LOST -> {
                store(batch);
                yield Uni.createFrom().failure(new IllegalStateException("confirmation lost"));
            }
            case WELL -> {
                store(batch);
                yield Uni.createFrom().voidItem();
            }
        };
    }

    @Override
    public Uni<List<Row>> read(Whose whose, Instant from, Instant to) {
        return Uni.createFrom().item(() -> {
            List<Row> found;
            synchronized (this) {
                found = rows.entrySet().stream().map(row -> new Row(row.getKey(), row.getValue()))
                        .filter(row -> whose.has(row.slot()))
                        .filter(row -> !row.slot().hour().isBefore(from) && row.slot().hour().isBefore(to)).toList();
            }
            duringRead.run();
            return found;
        });
    }

    @Override
    public synchronized Uni<Integer> deleteBefore(Instant end, int atMost) {
        List<Slot> old = rows.keySet().stream().filter(slot -> slot.hour().isBefore(end)).limit(atMost).toList();
        old.forEach(rows::remove);
        deletions.add(old.size());
        return mood == Mood.WELL ? Uni.createFrom().item(old.size())
                : Uni.createFrom().failure(new IllegalStateException("away"));
    }

    synchronized long calls() {
        return rows.values().stream().mapToLong(Totals::calls).sum();
    }

    synchronized Map<Slot, Totals> rows() {
        return Map.copyOf(rows);
    }

    synchronized Use use(UUID keyId) {
        return uses.get(keyId);
    }

    private void store(Batch batch) {
        if (ids.add(batch.id())) {
            batch.totals().forEach((slot, totals) -> rows.merge(slot, totals, Totals::plus));
            batch.uses().forEach((key, use) -> uses.merge(key, use, (one, other) -> new Use(
                    one.lastUsedAt().isAfter(other.lastUsedAt()) ? one.lastUsedAt() : other.lastUsedAt(),
                    one.calls() + other.calls())));
        }
    }
}
