package io.voiceforge.limit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;

/** Stand in for the gateway's own choice of a store and its records where there is none yet. */
class LimitBeans {

    @Produces
    @DefaultBean
    @ApplicationScoped
    LimitStore store(InProcessLimits limits) {
        return limits;
    }

    @Produces
    @DefaultBean
    @ApplicationScoped
    MonthlyUse records() {
        return (keyId, month, unit) -> Uni.createFrom().item(0L);
    }
}
