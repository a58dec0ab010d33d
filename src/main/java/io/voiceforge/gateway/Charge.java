package io.voiceforge.gateway;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.voiceforge.call.Operation;
import io.voiceforge.limit.Reservation;
import io.voiceforge.observe.Metrics;
import io.voiceforge.price.Money;
import io.voiceforge.price.Price;
import io.voiceforge.provider.ProviderId;

/** The cost of one answer: reserved, and settled when it is known who has answered and what was used. Thread-safe. */
final class Charge {

    private final Consumption call;
    private final Reservation quota;
    private final Operation operation;
    private final Function<ProviderId, Optional<Price>> prices;
    private final Metrics metrics;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile Function<Price, Optional<Money>> used;
    private volatile ProviderId provider;

    Charge(Consumption call, Reservation quota, Operation operation, Function<Price, Optional<Money>> expected,
            Function<ProviderId, Optional<Price>> prices, Metrics metrics) {
        this.call = call;
        this.quota = quota;
        this.operation = operation;
        this.used = expected;
        this.prices = prices;
        this.metrics = metrics;
    }

    /** Notes who charges for the answer; without this, it costs nothing. */
    void answeredBy(ProviderId newProvider) {
        provider = newProvider;
    }

    /** Notes what is charged for, in place of what was expected. */
    void use(Function<Price, Optional<Money>> newUsed) {
        used = newUsed;
    }

    /** Adds the cost to the call's. Only the first invocation counts. */
    void settle() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        if (provider == null) {
            quota.settle(0);
            return;
        }
        Optional<Money> cost = prices.apply(provider).flatMap(used);
        long micros = call.charge(cost);
        quota.settle(micros);
        if (cost.isPresent()) {
            metrics.cost(provider.name(), operation.wireName(), micros);
        } else {
            metrics.costUnknown(provider.name(), operation.wireName());
        }
    }
}
