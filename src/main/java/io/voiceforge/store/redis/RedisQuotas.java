package io.voiceforge.store.redis;

import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.limit.QuotaUnit;

/**
 * What keys have used in a month, counted in Redis. What Redis says is noted in this process too, which goes on from there
 * while Redis is away; what was used meanwhile is added to Redis once it is back. Thread-safe.
 */
final class RedisQuotas {

    private static final Script RESERVE = Script.load("reserve");
    private static final Script SETTLE = Script.load("settle");
    private static final String KEPT_SECONDS = String.valueOf(Duration.ofDays(40).toSeconds());
    private static final Duration RECORDS_TIMEOUT = Duration.ofSeconds(5);
    /** Beyond it, Redis' scripts cannot count by one. */
    private static final long MOST = (1L << 53) - 1;

    private record Counter(UUID keyId, YearMonth month, QuotaUnit unit) {

        String key() {
            return "vf:1:{" + keyId + "}:used:" + month;
        }
    }

    /** @param left null when nothing is counted yet */
    private record Reserved(Long left, long used) {

        boolean isTaken() {
            return left != null && left >= 0;
        }
    }

    private final RedisAPI redis;
    private final RedisGate gate;
    private final InProcessLimits local;
    /** What Redis has not been told. */
    private final ConcurrentHashMap<Counter, Long> owed = new ConcurrentHashMap<>();

    RedisQuotas(RedisAPI redis, RedisGate gate, InProcessLimits local) {
        this.redis = redis;
        this.gate = gate;
        this.local = local;
    }

    Uni<Long> reserve(UUID keyId, YearMonth month, QuotaUnit unit, long limit, long amount, Supplier<Uni<Long>> usedBefore) {
        Counter counter = new Counter(keyId, month, unit);
        Supplier<Uni<Long>> here = () -> local.reserve(keyId, month, unit, limit, amount, usedBefore)
                .invoke(left -> {
                    if (left >= 0) {
                        owe(counter, amount);
                    }
                });
        return ask(counter, limit, amount, "", here).chain(left -> left != null ? Uni.createFrom().item(left)
                : Uni.createFrom().deferred(usedBefore::get).ifNoItem().after(RECORDS_TIMEOUT).fail()
                        .map(used -> String.valueOf(Math.min(used, MOST)))
                        // this process knows what to do without them, and asks again
                        .onFailure().recoverWithItem("")
                        .chain(used -> used.isEmpty() ? here.get() : ask(counter, limit, amount, used, here)));
    }

    void settle(UUID keyId, YearMonth month, QuotaUnit unit, long difference) {
        local.settle(keyId, month, unit, difference);
        Counter counter = new Counter(keyId, month, unit);
        if (gate.isOpen()) {
            correct(counter, difference);
        } else {
            owe(counter, difference);
        }
    }

    /** Tells Redis what it could not be told before. */
    void pay() {
        owed.keySet().forEach(counter -> {
            Long difference = owed.remove(counter);
            if (difference != null) {
                correct(counter, difference);
            }
        });
    }

    private Uni<Long> ask(Counter counter, long limit, long amount, String usedBefore, Supplier<Uni<Long>> here) {
        List<String> arguments = List.of(counter.unit().name(), String.valueOf(Math.min(limit, MOST)),
                String.valueOf(Math.min(amount, MOST)), usedBefore, KEPT_SECONDS);
        return gate.ask("reserve",
                () -> RESERVE.run(redis, List.of(counter.key()), arguments).map(RedisQuotas::reserved),
                late -> {
                    if (late.isTaken()) {
                        correct(counter, -amount);
                    }
                },
                () -> here.get().map(left -> new Reserved(left, -1)))
                .invoke(reserved -> {
                    if (reserved.left() != null && reserved.used() >= 0) {
                        local.correct(counter.keyId(), counter.month(), counter.unit(), reserved.used());
                    }
                })
                .map(Reserved::left);
    }

    private static Reserved reserved(Response response) {
        return response == null ? new Reserved(null, 0)
                : new Reserved(response.get(0).toLong(), response.get(1).toLong());
    }

    private void correct(Counter counter, long difference) {
        SETTLE.run(redis, List.of(counter.key()), List.of(counter.unit().name(), String.valueOf(difference)))
                .subscribe().with(done -> {
                    // all is said
                }, failure -> owe(counter, difference));
    }

    private void owe(Counter counter, long difference) {
        owed.merge(counter, difference, Long::sum);
    }
}
