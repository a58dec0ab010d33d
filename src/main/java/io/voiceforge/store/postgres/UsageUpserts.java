package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.usage.UsageStore.Batch;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;
import io.voiceforge.usage.UsageStore.Use;

/**
 * The statements that add usage, many rows at a time. Their only parameter is a JSON array, so that the SQL text never changes
 * and the database plans it once. All replicas lock rows in the same order, so they cannot deadlock.
 */
final class UsageUpserts {

    private static final int ROWS_PER_STATEMENT = 500;

    private static final Comparator<Slot> ORDER = Comparator.comparing(Slot::keyId).thenComparing(Slot::hour)
            .thenComparing(Slot::operation).thenComparing(UsageUpserts::provider).thenComparing(UsageUpserts::model)
            .thenComparing(Slot::outcome).thenComparing(UsageUpserts::customer);

    private static final String REMEMBER = "insert into voiceforge.usage_batch (id) values (?1) on conflict do nothing";

    private static final String FORGET = "delete from voiceforge.usage_batch where added_at < now() - interval '1 day'";

    private static final String ADD = """
            insert into voiceforge.usage_hour as u (key_id, hour, operation, provider, model, outcome, customer,
                calls, characters, audio_millis, tokens, bytes, total_millis, priced, cost, latency)
            select key_id, hour, operation, provider, model, outcome, customer,
                calls, characters, audio_millis, tokens, bytes, total_millis, priced, cost, latency
            from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as added (key_id uuid, hour timestamptz, operation text,
                provider text, model text, outcome text, customer text, calls bigint, characters bigint, audio_millis bigint, tokens bigint,
                bytes bigint, total_millis bigint, priced bigint, cost bigint, latency bigint[])
            on conflict (key_id, hour, operation, provider, model, outcome, customer) do update set
                calls = u.calls + excluded.calls,
                characters = u.characters + excluded.characters,
                audio_millis = u.audio_millis + excluded.audio_millis,
                tokens = u.tokens + excluded.tokens,
                bytes = u.bytes + excluded.bytes,
                total_millis = u.total_millis + excluded.total_millis,
                priced = u.priced + excluded.priced,
                cost = u.cost + excluded.cost,
                latency = array(select coalesce(pair.one, 0) + coalesce(pair.other, 0)
                    from unnest(u.latency, excluded.latency) with ordinality as pair (one, other, bucket)
                    order by pair.bucket)
            """;

    /** Rows that another replica is deleting are left to it. */
    private static final String DELETE = """
            delete from voiceforge.usage_hour where ctid = any (array(
                select ctid from voiceforge.usage_hour where hour < cast(cast(?1 as text) as timestamptz)
                order by hour limit ?2 for update skip locked))
            """;

    private static final String LOCK_KEYS = """
            with locked as (
                select k.id from voiceforge.api_key k
                where k.id in (select used.id from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as used (id uuid))
                order by k.id
                for no key update)
            select count(*) from locked
            """;

    private static final String USE_KEYS = """
            update voiceforge.api_key k set
                last_used_at = greatest(k.last_used_at, used.last_used_at),
                usage = k.usage + used.calls
            from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                as used (id uuid, last_used_at timestamptz, calls bigint)
            where k.id = used.id
            """;

    private UsageUpserts() {
    }

    /** Returns false if the batch is already stored. */
    static Uni<Boolean> remember(Mutiny.Session session, UUID batchId) {
        return session.createNativeQuery(REMEMBER).setParameter(1, batchId).executeUpdate().map(rows -> rows == 1);
    }

    /** Deletes the ids of batches that are never resent. */
    static Uni<Void> forget(Mutiny.Session session) {
        return session.createNativeQuery(FORGET).executeUpdate().replaceWithVoid();
    }

    /** Deletes some rows of hours before {@code end}; completes with their number. */
    static Uni<Integer> delete(Mutiny.Session session, Instant end, int atMost) {
        return session.createNativeQuery(DELETE).setParameter(1, end.toString()).setParameter(2, atMost).executeUpdate();
    }

    static Uni<Void> add(Mutiny.Session session, Batch batch) {
        List<JsonObject> rows = batch.totals().entrySet().stream().sorted(Map.Entry.comparingByKey(ORDER))
                .map(entry -> row(entry.getKey(), entry.getValue())).toList();
        return inParts(rows, part -> session.createNativeQuery(ADD).setParameter(1, part).executeUpdate().replaceWithVoid());
    }

    /** Does not notify other replicas, because what a key may do does not change. */
    static Uni<Void> use(Mutiny.Session session, Map<UUID, Use> uses) {
        List<JsonObject> rows = uses.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> new JsonObject().put("id", entry.getKey().toString())
                        .put("last_used_at", entry.getValue().lastUsedAt().toString()).put("calls", entry.getValue().calls()))
                .toList();
        String all = new JsonArray(rows).encode();
        return session.createNativeQuery(LOCK_KEYS, Long.class).setParameter(1, all).getSingleResult()
                .chain(() -> inParts(rows,
                        part -> session.createNativeQuery(USE_KEYS).setParameter(1, part).executeUpdate().replaceWithVoid()));
    }

    private static Uni<Void> inParts(List<JsonObject> rows, Function<String, Uni<Void>> statement) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
            List<JsonObject> part = rows.subList(from, Math.min(rows.size(), from + ROWS_PER_STATEMENT));
            done = done.chain(() -> statement.apply(new JsonArray(part).encode()));
        }
        return done;
    }

    private static JsonObject row(Slot slot, Totals totals) {
        return new JsonObject()
                .put("key_id", slot.keyId().toString())
                .put("hour", slot.hour().toString())
                .put("operation", slot.operation().name())
                .put("provider", provider(slot))
                .put("model", model(slot))
                .put("outcome", slot.outcome().name())
                .put("customer", customer(slot))
                .put("calls", totals.calls())
                .put("characters", totals.characters())
                .put("audio_millis", totals.audioMillis())
                .put("tokens", totals.tokens())
                .put("bytes", totals.bytes())
                .put("total_millis", totals.totalMillis())
                .put("priced", totals.priced())
                .put("cost", totals.cost())
                .put("latency", buckets(totals.latency()));
    }

    private static JsonArray buckets(Map<Integer, Long> latency) {
        int last = latency.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        JsonArray counts = new JsonArray();
        for (int bucket = 0; bucket <= last; bucket++) {
            counts.add(latency.getOrDefault(bucket, 0L));
        }
        return counts;
    }

    private static String model(Slot slot) {
        return slot.model() == null ? "" : slot.model();
    }

    private static String customer(Slot slot) {
        return slot.customer() == null ? "" : slot.customer();
    }

    private static String provider(Slot slot) {
        return slot.provider() == null ? "" : slot.provider().name();
    }
}
