package io.voiceforge.store.postgres;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Queries on {@code admin_token}. */
@ApplicationScoped
class AdminTokenRepository implements PanacheRepositoryBase<AdminTokenEntity, UUID> {

    /** Keeps others from changing tokens until the transaction ends: names and the number of tokens hang on all of them. */
    Uni<Void> lock() {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                        "select cast(pg_advisory_xact_lock(hashtextextended('voiceforge admin_token', 0)) as text)",
                        String.class)
                        .getSingleResult())
                .replaceWithVoid();
    }

    Uni<Boolean> hasOther(String name, UUID id) {
        return count("name = ?1 and id <> ?2", name, id).map(count -> count > 0);
    }
}
