package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.AdminAccess;
import io.voiceforge.access.AdminPolicy;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.error.ErrorCode;

/** Administers admin tokens. */
@Path("/api/admin-tokens")
@Produces(MediaType.APPLICATION_JSON)
class AdminTokenResource {

    private final AdminTokens tokens;
    private final AdminAccess admin;

    AdminTokenResource(AdminTokens tokens, AdminAccess admin) {
        this.tokens = tokens;
        this.admin = admin;
    }

    @GET
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "listAdminTokens", summary = "List the admin tokens, by name")
    public Uni<List<AdminTokenRecord>> list() {
        return tokens.list().map(found -> found.stream().map(AdminTokenRecord::of).toList());
    }

    @POST
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "createAdminToken", summary = "Create an admin token")
    @RequestBodySchema(Schemas.NewAdminToken.class)
    @APIResponseSchema(value = AdminTokenRecord.class, responseCode = "201")
    @CanFail(ErrorCode.CONFLICT)
    public Uni<RestResponse<AdminTokenRecord>> create(JsonNode body, RoutingContext context) {
        return tokens.create(AdminTokenRequestBody.create(body, Instant.now()), admin.author(context))
                .map(made -> ResponseBuilder
                        .create(Response.Status.CREATED, AdminTokenRecord.of(made.token(), made.secret()))
                        .header("Location", "/api/admin-tokens/" + made.token().id()).header("Cache-Control", "no-store")
                        .build());
    }

    @GET
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "getAdminToken", summary = "An admin token")
    public Uni<AdminTokenRecord> get(@RestPath String id) {
        return tokens.get(uuid(id)).map(AdminTokenRecord::of);
    }

    @PATCH
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "updateAdminToken", summary = "Change an admin token")
    @RequestBodySchema(Schemas.AdminTokenChange.class)
    @CanFail(ErrorCode.CONFLICT)
    public Uni<AdminTokenRecord> update(@RestPath String id, JsonNode body, RoutingContext context) {
        var change = AdminTokenRequestBody.patch(body, Instant.now());
        List<String> changes = body.properties().stream().map(Map.Entry::getKey).sorted().toList();
        return tokens.update(uuid(id), change, changes, admin.author(context)).map(AdminTokenRecord::of);
    }

    @DELETE
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "deleteAdminToken", summary = "Delete an admin token, which ends at once")
    public Uni<Map<String, Boolean>> delete(@RestPath String id, RoutingContext context) {
        return tokens.delete(uuid(id), admin.author(context)).replaceWith(Map.of("success", true));
    }

    private static UUID uuid(String id) {
        return Paging.uuid(id, "Admin token not found");
    }
}
