package io.voiceforge.store.redis;

import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.voiceforge.config.RedisUrl;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.config.TrustedAuthorities;
import io.voiceforge.key.RateLimit;
import io.voiceforge.limit.Admission;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.limit.LimitStore;
import io.voiceforge.limit.Limits;
import io.voiceforge.limit.QuotaDecision;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.observe.Metrics;

/**
 * Limits of all replicas together, by the time of the Redis that they share. One script decides about all limits of a request.
 * While Redis fails or takes longer than {@code voiceforge.redis.timeout}, this process decides by itself: nothing ever fails
 * because of Redis, but each replica then allows what it knows to be left of the limit. To be used only when Redis is
 * configured. Thread-safe; answers come on any thread.
 */
@ApplicationScoped
@Typed(RedisLimits.class)
public class RedisLimits implements LimitStore {

    private static final Duration RENEWAL = RedisPlaces.LEASE.dividedBy(3);
    private static final String LEASE_MICROS = String.valueOf(RedisPlaces.LEASE.toNanos() / 1000);

    private final RedisPipeline redis;
    private final InProcessLimits local;
    private final Supplier<String> now;
    private final RedisGate gate;
    private final RedisPlaces places;
    private final RedisQuotas quotas;
    private volatile Cancellable renewal;

    @Inject
    RedisLimits(Vertx vertx, StorageConfig storage, RedisConfig config, TrustedAuthorities authorities, InProcessLimits local,
            Metrics metrics) {
        this(vertx, new RedisConnector(vertx, RedisUrl.parse(storage.redis().url().orElseThrow()), RedisPipeline.MOST,
                authorities::trustIn), config.timeout(), config.pause(), local, metrics, () -> "");
    }

    /** @param now the time in microseconds, or empty for the server's */
    RedisLimits(Vertx vertx, RedisConnector connector, Duration timeout, Duration pause, InProcessLimits local,
            Metrics metrics, Supplier<String> now) {
        this.local = local;
        this.now = now;
        this.gate = new RedisGate(vertx, connector, timeout, pause, metrics, this::tidyUp);
        this.redis = gate.redis();
        this.places = new RedisPlaces(redis, now);
        this.quotas = new RedisQuotas(redis, gate, local);
        redis.start();
    }

    /** Connects before the first decision needs it. */
    static void onStart(@Observes StartupEvent event, StorageConfig storage, RedisLimits limits) {
        if (storage.redis().configured()) {
            limits.tidyUp();
        }
    }

    @PostConstruct
    void start() {
        start(RENEWAL);
    }

    void start(Duration interval) {
        renewal = Multi.createFrom().ticks().every(interval).onOverflow().drop().subscribe().with(tick -> {
            if (gate.isOpen()) {
                tidyUp();
                // somebody on the way may drop a connection that is silent; better it is found out now than with a request
                redis.send(Request.cmd(Command.PING)).subscribe().with(pong -> {
                }, failure -> {
                });
            }
        });
    }

    @PreDestroy
    void stop() {
        if (renewal != null) {
            renewal.cancel();
        }
        redis.close();
    }

    @Override
    public Uni<Admission> admit(Limits limits, String requestId) {
        int rates = limits.rateCount();
        List<String> keys = new ArrayList<>(2 + rates);
        keys.add(RedisPlaces.key(limits.keyId()));
        keys.add(limits.customerId() == null ? keys.get(0) : RedisPlaces.key(limits.customerId()));
        for (int i = 0; i < rates; i++) {
            keys.add("vf:1:{" + limits.holder(i) + "}:" + limits.rate(i).window().wireName());
        }
        return gate.ask("admit",
                () -> {
                    int[] owed = new int[rates];
                    List<String> arguments = new ArrayList<>(5 + 3 * rates);
                    arguments.addAll(List.of(text(limits.maxConcurrent()), text(limits.customerMaxConcurrent()), requestId,
                            LEASE_MICROS, now.get()));
                    for (int i = 0; i < owed.length; i++) {
                        RateLimit rate = limits.rate(i);
                        owed[i] = local.takeOwed(limits.holder(i), rate.window());
                        arguments.add(rate.window().seconds() + "000000");
                        arguments.add(String.valueOf(rate.requests()));
                        arguments.add(String.valueOf(owed[i]));
                    }
                    return Script.ADMIT.run(redis, keys, arguments)
                            .onFailure().invoke(() -> {
                                for (int i = 0; i < owed.length; i++) {
                                    local.owe(limits.holder(i), limits.rate(i).window(), owed[i]);
                                }
                            })
                            .map(response -> new Shared(admission(response, limits), true));
                },
                late -> {
                    if (late.admission().isAdmitted()) {
                        local.forgive(limits.keyId());
                        if (!limits.customerRates().limits().isEmpty()) {
                            local.forgive(limits.customerId());
                        }
                        forEachPlace(limits, holder -> places.refuse(holder, requestId));
                    }
                },
                () -> local.admit(limits, requestId).map(admission -> new Shared(admission, false)))
                .invoke(decision -> {
                    if (decision.isByRedis() && decision.admission().isAdmitted()) {
                        forEachPlace(limits, holder -> places.hold(holder, requestId));
                    }
                })
                .map(Shared::admission);
    }

    private static void forEachPlace(Limits limits, Consumer<UUID> holder) {
        if (limits.maxConcurrent() != null) {
            holder.accept(limits.keyId());
        }
        if (limits.customerMaxConcurrent() != null) {
            holder.accept(limits.customerId());
        }
    }

    private static String text(Integer most) {
        return most == null ? "" : most.toString();
    }

    /** A place that Redis cannot be told about becomes free when Redis is back, or after a minute. */
    @Override
    public void release(UUID holder, String requestId) {
        places.release(holder, requestId);
        local.release(holder, requestId);
    }

    @Override
    public Uni<QuotaDecision> reserve(UUID keyId, YearMonth month, QuotaUnit unit, long limit, long amount,
            Supplier<Uni<Long>> usedBefore) {
        return quotas.reserve(keyId, month, unit, limit, amount, usedBefore);
    }

    @Override
    public void settle(UUID keyId, YearMonth month, QuotaUnit unit, long difference) {
        quotas.settle(keyId, month, unit, difference);
    }

    /** Does what has to be done now and then, and when Redis has been away. */
    void tidyUp() {
        places.renew();
        quotas.pay();
    }

    private record Shared(Admission admission, boolean isByRedis) {
    }

    /** Reads a decision, and notes here what all replicas have counted. */
    private Admission admission(Response response, Limits limits) {
        Admission.Refusal refusal = switch (response.get(0).toInteger()) {
            case 1 -> Admission.Refusal.RATE;
            case 2 -> Admission.Refusal.CONCURRENCY;
            case 3 -> Admission.Refusal.CUSTOMER_CONCURRENCY;
            default -> null;
        };
        int tightest = -1;
        long remaining = 0;
        for (int i = 0; i < limits.rateCount(); i++) {
            RateLimit rate = limits.rate(i);
            long counted = response.get(1 + 2 * i).toLong();
            local.mirror(limits.holder(i), rate.window(), counted);
            long left = Math.max(0, rate.requests() - counted);
            if (limits.isTighter(i, left, tightest, remaining)) {
                tightest = i;
                remaining = left;
            }
        }
        return tightest < 0 ? Admission.withoutRates(refusal)
                : new Admission(refusal, limits.rate(tightest), limits.isCustomers(tightest), (int) remaining,
                        Duration.of(response.get(2 + 2 * tightest).toLong(), ChronoUnit.MICROS));
    }
}
