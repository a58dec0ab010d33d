package io.voiceforge.observe;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/** Reports not ready while a configured database is unavailable. Providers have no influence on readiness. */
@Readiness
@ApplicationScoped
class DatabaseHealthCheck implements AsyncHealthCheck {

    private final DatabaseState database;

    DatabaseHealthCheck(DatabaseState database) {
        this.database = database;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return database.status().map(status -> HealthCheckResponse.named("database")
                .status(status != DatabaseState.Status.DISCONNECTED).withData("status", status.wireName()).build());
    }
}
