package io.voiceforge.gateway;

import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Operation;
import io.voiceforge.limit.LimitService;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.observe.Metrics;
import io.voiceforge.price.Money;
import io.voiceforge.price.Price;
import io.voiceforge.price.PriceTable;
import io.voiceforge.provider.AskedModels;

/** Reserves what answers are likely to cost. */
@ApplicationScoped
class Charges {

    private final PriceTable prices;
    private final LimitService limits;
    private final Metrics metrics;

    Charges(PriceTable prices, LimitService limits, Metrics metrics) {
        this.prices = prices;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Reserves the cost of one answer within the caller's quota: as the dearest provider would charge it, because it is not
     * known yet who will answer. Is settled at the end of the call, if not before.
     *
     * @param models of the providers that may answer
     * @param expected the cost of what is likely to be used; what is used until something else is known
     */
    Uni<Charge> reserve(Call call, Operation operation, AskedModels models,
            Function<Price, Optional<Money>> expected) {
        return limits.reserve(call.caller(), QuotaUnit.COST, () -> dearest(models, expected)).map(quota -> {
            Charge charge = new Charge(call.used(), quota, operation, expected,
                    provider -> prices.of(provider, models.of(provider)), metrics);
            call.atEnd(charge::settle);
            return charge;
        });
    }

    private long dearest(AskedModels models, Function<Price, Optional<Money>> expected) {
        return models.providers().flatMap(provider -> prices.of(provider, models.of(provider)).stream())
                .flatMap(price -> expected.apply(price).stream()).mapToLong(Money::micros).max().orElse(0);
    }
}
