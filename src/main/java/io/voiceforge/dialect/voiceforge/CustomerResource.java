package io.voiceforge.dialect.voiceforge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

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

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.AdminAccess;
import io.voiceforge.access.AdminPolicy;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.Customer;
import io.voiceforge.key.CustomerService;
import io.voiceforge.key.CustomerStore;

/** Administers customers. */
@Path("/api/customers")
@Produces(MediaType.APPLICATION_JSON)
class CustomerResource {

    private final CustomerService customers;
    private final AdminAccess admin;

    CustomerResource(CustomerService customers, AdminAccess admin) {
        this.customers = customers;
        this.admin = admin;
    }

    @GET
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "listCustomers", summary = "List the customers")
    public Uni<RestResponse<List<CustomerRecord>>> list(@RestQuery String name, @RestQuery String limit,
            @RestQuery String cursor) {
        int size = Paging.limit(limit);
        String only = CustomerRequestBody.named("name", name);
        return customers.list(new CustomerStore.Page(only, size, Paging.position(cursor, CustomerStore.Position::new)))
                .map(found -> {
                    ResponseBuilder<List<CustomerRecord>> answer = ResponseBuilder
                            .ok(found.stream().map(CustomerRecord::of).toList());
                    if (found.size() == size) {
                        Customer last = found.get(size - 1);
                        String path = "/api/customers?limit=" + size
                                + (only == null ? "" : "&name=" + URLEncoder.encode(only, StandardCharsets.UTF_8));
                        answer.header("Link", Paging.next(path, last.createdAt(), last.id()));
                    }
                    return answer.build();
                });
    }

    @POST
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "createCustomer", summary = "Create a customer")
    @RequestBodySchema(CustomerSchemas.NewCustomer.class)
    @APIResponseSchema(value = CustomerRecord.class, responseCode = "201")
    @CanFail(ErrorCode.CONFLICT)
    public Uni<RestResponse<CustomerRecord>> create(JsonNode body, RoutingContext context) {
        CustomerRequestBody wanted = CustomerRequestBody.create(body);
        return customers
                .create(wanted.name(), wanted.rateLimits(), wanted.maxConcurrent(), wanted.quota(), admin.author(context))
                .map(made -> ResponseBuilder.create(Response.Status.CREATED, CustomerRecord.of(made))
                        .header("Location", "/api/customers/" + made.id()).build());
    }

    @GET
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "getCustomer", summary = "A customer")
    public Uni<CustomerRecord> get(@RestPath String id) {
        return customers.get(uuid(id)).map(CustomerRecord::of);
    }

    @PATCH
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.OPERATOR)
    @Operation(operationId = "updateCustomer", summary = "Change a customer's limits")
    @RequestBodySchema(CustomerSchemas.CustomerChange.class)
    public Uni<CustomerRecord> update(@RestPath String id, JsonNode body, RoutingContext context) {
        UnaryOperator<Customer> patch = CustomerRequestBody.patch(body);
        RequestBodies.requireAny(body);
        List<String> changes = body.properties().stream().map(Map.Entry::getKey).sorted().toList();
        return customers.update(uuid(id), patch, changes, admin.author(context)).map(CustomerRecord::of);
    }

    @DELETE
    @Path("/{id}")
    @AuthorizationPolicy(name = AdminPolicy.ADMIN)
    @Operation(operationId = "deleteCustomer", summary = "Delete a customer without keys")
    @CanFail(ErrorCode.CONFLICT)
    public Uni<Map<String, Boolean>> delete(@RestPath String id, RoutingContext context) {
        return customers.delete(uuid(id), admin.author(context)).replaceWith(Map.of("success", true));
    }

    @GET
    @Path("/{id}/events")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "listCustomerEvents", summary = "What was done to a customer")
    public Uni<List<EventRecord>> events(@RestPath String id) {
        return customers.events(uuid(id)).map(events -> events.stream().map(EventRecord::of).toList());
    }

    /** A malformed id is not found. */
    private static UUID uuid(String id) {
        return Paging.uuid(id, "Customer not found");
    }
}
