package io.voiceforge.store.redis;

import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.limit.QuotaDecision;
import io.voiceforge.limit.QuotaUnit;

/**
 * What keys have used in a month, counted in Redis. What Redis says is noted in this process too, which goes on from there
 * while Redis is away; what was used meanwhile is added to Redis once it is back. Thread-safe.
 */
final class RedisQuotas {

    private static final String KEPT_SECONDS = String.valueOf(Duration.ofDays(40).toSeconds());
    private static final Duration RECORDS_TIMEOUT = Duration.ofSeconds(5);
    /** Beyond it, Redis' scripts cannot count by one. */
    private static final long MOST = (1L << 53) - 1;

    private record Counter(UUID keyId, YearMonth month, QuotaUnit unit) {

        String key() {
            return "vf:1:{" + keyId + "}:used:" + month;
        }
    }

    /**
     * @param decision null when nothing is counted yet
     * @param used what Redis has counted, or -1 when Redis did not decide
     */
    private record Reserved(QuotaDecision decision, long used) {

        boolean isTaken() {
            return decision != null && decision.isGranted();
        }
    }

    private final RedisPipeline redis;
    private final RedisGate gate;
    private final InProcessLimits local;
    /** What Redis has not been told. */
    private final ConcurrentHashMap<Counter, Long> owed = new ConcurrentHashMap<>();

    RedisQuotas(RedisPipeline redis, RedisGate gate, InProcessLimits local) {
        this.redis = redis;
        this.gate = gate;
        this.local = local;
    }

    Uni<QuotaDecision> reserve(UUID keyId, YearMonth month, QuotaUnit unit, long limit, long amount,
            Supplier<Uni<Long>> usedBefore) {
        Counter counter = new Counter(keyId, month, unit);
        Supplier<Uni<QuotaDecision>> here = () -> local.reserve(keyId, month, unit, limit, amount, usedBefore)
                .invoke(decision -> {
                    if (decision.isGranted()) {
                        owe(counter, amount);
                    }
                });
        return ask(counter, limit, amount, "", here).chain(decision -> decision != null ? Uni.createFrom().item(decision)
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

    private Uni<QuotaDecision> ask(Counter counter, long limit, long amount, String usedBefore,
            Supplier<Uni<QuotaDecision>> here) {
        List<String> arguments = List.of(counter.unit().name(), String.valueOf(Math.min(limit, MOST)),
                String.valueOf(Math.min(amount, MOST)), usedBefore, KEPT_SECONDS);
        return gate.ask("reserve",
                () -> Script.RESERVE.run(redis, List.of(counter.key()), arguments).map(RedisQuotas::reserved),
                late -> {
                    if (late.isTaken()) {
                        correct(counter, -amount);
                    }
                },
                () -> here.get().map(decision -> new Reserved(decision, -1)))
                .invoke(reserved -> {
                    if (reserved.decision() != null && reserved.used() >= 0) {
                        local.correct(counter.keyId(), counter.month(), counter.unit(), reserved.used());
                    }
                })
                .map(Reserved::decision);
    }

    private static Reserved reserved(Response response) {
        if (response == null) {
            return new Reserved(null, 0);
        }
        // what is left; or, when that is not enough, minus 1 minus what is left
        long left = response.get(0).toLong();
        return new Reserved(new QuotaDecision(left >= 0, left >= 0 ? left : -1 - left), response.get(1).toLong());
    }

    private void correct(Counter counter, long difference) {
        Script.SETTLE.run(redis, List.of(counter.key()), List.of(counter.unit().name(), String.valueOf(difference)))
                .subscribe().with(done -> {
                    // all is said
                }, failure -> owe(counter, difference));
    }

    private void owe(Counter counter, long difference) {
        owed.merge(counter, difference, Long::sum);
    }
}
