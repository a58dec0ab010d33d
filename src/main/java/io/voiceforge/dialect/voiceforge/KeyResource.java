package io.voiceforge.dialect.voiceforge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.AdminAccess;
import io.voiceforge.access.AdminPolicy;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.JsonBody;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.key.KeyService;
import io.voiceforge.key.KeyService.Revision;
import io.voiceforge.key.KeyStore;

/** Administers keys. */
@Path("/api/keys")
@Produces(MediaType.APPLICATION_JSON)
class KeyResource {

    static final long MAX_GRACE_SECONDS = 2_592_000;

    private final ObjectMapper mapper;
    private final KeyService keys;
    private final DefaultKey defaultKey;
    private final AdminAccess admin;

    KeyResource(KeyService keys, DefaultKey defaultKey, AdminAccess admin, ObjectMapper mapper) {
        this.mapper = mapper;
        this.keys = keys;
        this.defaultKey = defaultKey;
        this.admin = admin;
    }

    /** Administrators see all keys; everyone else sees the default key while its secret is the published one. */
    @GET
    @PermitAll
    @Operation(operationId = "listKeys", summary = "List the keys; without a token, the default key while it is published")
    @CanFail({ ErrorCode.ADMIN_AUTH_REQUIRED, ErrorCode.INVALID_ADMIN_TOKEN, ErrorCode.ADMIN_DISABLED,
            ErrorCode.TOO_MANY_FAILED_ATTEMPTS, ErrorCode.STORE_UNAVAILABLE })
    public Uni<RestResponse<List<KeyRecord>>> list(@RestQuery String q, @RestQuery String sort, @RestQuery String active,
            @RestQuery String customer, @RestQuery String limit, @RestQuery String cursor, RoutingContext context) {
        if (defaultKey.isOpen() && !admin.isClaimed(context)) {
            return Uni.createFrom().item(RestResponse.ok(List.of(KeyRecord.of(defaultKey.key().orElseThrow(),
                    DefaultKey.PUBLISHED))));
        }
        return admin.check(context, AdminRole.VIEWER).chain(() -> list(new KeyQuery(q, sort, active, customer, limit, cursor)));
    }

    private Uni<RestResponse<List<KeyRecord>>> list(KeyQuery query) {
        KeyStore.Page page = query.page();
        return keys.list(page).map(found -> {
            ResponseBuilder<List<KeyRecord>> answer = ResponseBuilder.ok(found.stream().map(KeyRecord::of).toList());
            if (found.size() == page.limit()) {
                answer.header("Link", query.next(page, found.get(found.size() - 1)));
            }
            return answer.build();
        });
    }

    @POST
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "createKey", summary = "Create a key")
    @RequestBodySchema(Schemas.NewKey.class)
    @APIResponseSchema(value = KeyRecord.class, responseCode = "201")
    @CanFail(ErrorCode.CONFLICT)
    public Uni<RestResponse<KeyRecord>> create(JsonNode body, RoutingContext context) {
        return keys.create(KeyRequestBody.create(body, Instant.now()), admin.author(context))
                .map(made -> ResponseBuilder.create(Response.Status.CREATED, KeyRecord.of(made.key(), made.secret()))
                        .header("Location", "/api/keys/" + made.key().id()).header("Cache-Control", "no-store").build());
    }

    @GET
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "getKey", summary = "A key")
    public Uni<KeyRecord> get(@RestPath String id) {
        return keys.get(uuid(id)).map(KeyRecord::of);
    }

    @PATCH
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.OPERATOR)
    @Operation(operationId = "updateKey", summary = "Change a key")
    @RequestBodySchema(Schemas.KeyChange.class)
    @CanFail(ErrorCode.CONFLICT)
    public Uni<KeyRecord> update(@RestPath String id, JsonNode body, RoutingContext context) {
        Function<Revision, Revision> patch = KeyRequestBody.patch(body, Instant.now());
        RequestBodies.requireAny(body);
        List<String> changes = body.properties().stream().map(Map.Entry::getKey).sorted().toList();
        return keys.update(uuid(id), patch::apply, changes, admin.author(context)).map(KeyRecord::of);
    }

    @POST
    @Path("/{id}/rotate")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "rotateKey", summary = "Give a key a new secret")
    @RequestBodySchema(Schemas.Rotation.class)
    @CanFail(ErrorCode.CONFLICT)
    public Uni<RestResponse<KeyRecord>> rotate(@RestPath String id, String body, RoutingContext context)
            throws JsonProcessingException {
        return keys.rotate(uuid(id), grace(RequestBodies.optional(body, mapper, "graceSeconds")), admin.author(context))
                .map(made -> ResponseBuilder.ok(KeyRecord.of(made.key(), made.secret())).header("Cache-Control", "no-store")
                        .build());
    }

    @DELETE
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "deleteKey", summary = "Delete a key")
    @CanFail(ErrorCode.CONFLICT)
    public Uni<Map<String, Boolean>> delete(@RestPath String id, RoutingContext context) {
        return keys.delete(uuid(id), admin.author(context)).replaceWith(Map.of("success", true));
    }

    @GET
    @Path("/{id}/events")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "listKeyEvents", summary = "What was done to a key")
    public Uni<List<EventRecord>> events(@RestPath String id) {
        return keys.events(uuid(id)).map(events -> events.stream().map(EventRecord::of).toList());
    }

    /** A malformed id is not found. */
    private static UUID uuid(String id) {
        return Paging.uuid(id, "API key not found");
    }

    private static Duration grace(JsonBody body) {
        Long seconds = body.refusingNull().whole("graceSeconds", 0, MAX_GRACE_SECONDS);
        body.throwIfAny();
        return seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
    }
}
