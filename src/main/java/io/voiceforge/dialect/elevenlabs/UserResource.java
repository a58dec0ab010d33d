package io.voiceforge.dialect.elevenlabs;

import java.time.YearMonth;
import java.time.ZoneOffset;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.Metered;
import io.voiceforge.key.ApiKey;
import io.voiceforge.usage.UsageReports;
import io.voiceforge.usage.UsageStore.Whose;

/** {@code /v1/user}: presents the key as the user, and its month as the subscription. */
@Path("/v1/user")
@Produces(MediaType.APPLICATION_JSON)
class UserResource {

    /** @param createdAt seconds of Unix time */
    record UserResponse(@JsonProperty("user_id") String id, @JsonProperty("workspace_id") String workspaceId,
            SubscriptionResponse subscription, @JsonProperty("first_name") String firstName,
            @JsonProperty("xi_api_key_preview") String keyPreview, @JsonProperty("is_api_key_hashed") boolean keyHashed,
            @JsonProperty("is_new_user") boolean isNew,
            @JsonProperty("can_use_delayed_payment_methods") boolean paysLater,
            @JsonProperty("is_onboarding_completed") boolean isOnboarded,
            @JsonProperty("is_onboarding_checklist_completed") boolean hasChecklist,
            @JsonProperty("created_at") long createdAt, @JsonProperty("seat_type") String seatType) {
    }

    private final UsageReports reports;

    UserResource(UsageReports reports) {
        this.reports = reports;
    }

    @GET
    @Authenticated
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getUser", summary = "The key, as a user")
    public Uni<UserResponse> user(RoutingContext context) {
        ApiKey key = KeyPrincipal.of(context);
        String id = key.id().toString();
        return subscription(context).map(subscription -> new UserResponse(id, id, subscription, key.name(), key.hint(), true,
                false, false, true, true, key.createdAt().getEpochSecond(), "workspace_member"));
    }

    @GET
    @Path("/subscription")
    @Authenticated
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getSubscription", summary = "The key's month, as a subscription")
    public Uni<SubscriptionResponse> subscription(RoutingContext context) {
        ApiKey key = KeyPrincipal.of(context);
        YearMonth month = YearMonth.now(ZoneOffset.UTC);
        return reports.charactersIn(Whose.ofKey(key.id()), month)
                .map(used -> SubscriptionResponse.of(used, key.settings().quota().characters(), month));
    }
}
