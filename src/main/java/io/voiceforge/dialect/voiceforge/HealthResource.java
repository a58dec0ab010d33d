package io.voiceforge.dialect.voiceforge;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.observe.DatabaseState;
import io.voiceforge.observe.ShutdownState;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderConditions;
import io.voiceforge.provider.ProviderConditions.Condition;
import io.voiceforge.provider.ProviderGuards;
import io.voiceforge.provider.ProviderHealth;
import io.voiceforge.provider.ProviderHealth.Status;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/** Liveness, readiness and health of the service. */
@Path("/api")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class HealthResource {

    private final ProviderCatalog providers;
    private final ProviderGuards guards;
    private final ProviderConditions conditions;
    private final DatabaseState database;
    private final ShutdownState shutdown;
    private final String version;

    HealthResource(ProviderCatalog providers, ProviderGuards guards, ProviderConditions conditions, DatabaseState database,
            ShutdownState shutdown,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.providers = providers;
        this.guards = guards;
        this.conditions = conditions;
        this.database = database;
        this.version = version;
        this.shutdown = shutdown;
    }

    @GET
    @Path("/live")
    @Operation(operationId = "getLiveness", summary = "Whether the process is alive")
    @APIResponseSchema(Schemas.Liveness.class)
    public String live() {
        return new JsonObject().put("status", "alive").put("timestamp", now()).encode();
    }

    @GET
    @Path("/ready")
    @Operation(operationId = "getReadiness", summary = "Whether the process can serve")
    @APIResponseSchema(Schemas.Liveness.class)
    @APIResponse(responseCode = "503", description = "Not ready", content = @Content(schema = @Schema(implementation = Schemas.NotReady.class)))
    public Uni<RestResponse<String>> ready() {
        if (shutdown.hasBegun()) {
            return Uni.createFrom().item(notReady("The process is shutting down"));
        }
        return database.status().map(state -> state == DatabaseState.Status.DISCONNECTED
                ? notReady("The database cannot be reached")
                : RestResponse.ok(new JsonObject().put("status", "ready").put("timestamp", now()).encode()));
    }

    private static RestResponse<String> notReady(String why) {
        String body = new JsonObject().put("status", "not_ready").put("error", why).encode();
        return ResponseBuilder.create(Response.Status.SERVICE_UNAVAILABLE, body).header("Retry-After", 2).build();
    }

    @GET
    @Path("/health")
    @Operation(operationId = "getHealth", summary = "The state of the gateway, its database and its providers")
    @APIResponseSchema(Schemas.Health.class)
    public Uni<String> health() {
        List<ProviderSettings> all = providers.all();
        List<Uni<Status>> states = all.stream().map(provider -> providers.adapter(provider.id(), ProviderHealth.class)
                .map(ProviderHealth::status)
                .orElse(Uni.createFrom().item(provider.isConfigured() ? Status.UNKNOWN : Status.NOT_CONFIGURED))).toList();
        // the database is queried on this request's context; a provider's status may arrive on another's
        return Uni.combine().all().unis(database.status(), Uni.join().all(states).andFailFast())
                .with((databaseStatus, found) -> report(all, found, databaseStatus));
    }

    private String report(List<ProviderSettings> all, List<Status> states, DatabaseState.Status databaseStatus) {
        JsonObject byProvider = new JsonObject();
        boolean well = databaseStatus != DatabaseState.Status.DISCONNECTED;
        for (int i = 0; i < states.size(); i++) {
            ProviderId provider = all.get(i).id();
            boolean isNamed = all.get(i).named().isPresent();
            Condition condition = isNamed ? conditions.of(provider, states.get(i)) : null;
            Status status = isNamed ? condition.status() : states.get(i);
            well &= status == Status.UP || status == Status.UNKNOWN || status == Status.NOT_CONFIGURED;
            JsonObject entry = new JsonObject().put("status", status.wireName());
            providers.adapter(provider, ProviderHealth.class).map(ProviderHealth::engine)
                    .ifPresent(engine -> entry.put("engine", engine));
            Map<String, String> breakers = guards.states(provider);
            if (status != Status.NOT_CONFIGURED && !breakers.isEmpty()) {
                well &= breakers.values().stream().allMatch("closed"::equals);
                entry.put("breakers", new JsonObject(Map.copyOf(breakers)));
            }
            if (isNamed) {
                entry.put("since", condition.since().truncatedTo(ChronoUnit.MILLIS).toString())
                        .put("lastError", condition.lastError())
                        .put("firstByteMillis", new JsonObject(Map.copyOf(condition.firstByteMillis())));
            }
            byProvider.put(provider.name(), entry);
        }
        return new JsonObject()
                .put("status", well ? "healthy" : "degraded")
                .put("timestamp", now())
                .put("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
                .put("version", version)
                .put("database", new JsonObject().put("status", databaseStatus.wireName()))
                .put("providers", byProvider)
                .encode();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
