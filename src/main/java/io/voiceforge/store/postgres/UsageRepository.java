package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import io.voiceforge.usage.UsageStore.Whose;

/** Queries on {@code usage_hour}. */
@ApplicationScoped
class UsageRepository implements PanacheRepositoryBase<UsageEntity, UsageEntity.Key> {

    Uni<List<UsageEntity>> list(Whose whose, Instant from, Instant to) {
        Parameters parameters = Parameters.with("from", from).and("to", to);
        String query = "startsAt >= :from and startsAt < :to";
        if (whose.keyId() != null) {
            query += " and keyId = :keyId";
            parameters.and("keyId", whose.keyId());
        }
        if (whose.customer() != null) {
            // the index leaves out those that belong to none
            query += " and customer = :customer and customer <> ''";
            parameters.and("customer", whose.customer());
        }
        return list(query, parameters);
    }
}
