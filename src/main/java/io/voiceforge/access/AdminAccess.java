package io.voiceforge.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.KeySecret;

/** Lets administrators in, by the one token that the operator has set; without one, nobody. */
@ApplicationScoped
public class AdminAccess implements HttpSecurityPolicy {

    /** For {@code @AuthorizationPolicy} on routes that are for administrators only. */
    public static final String POLICY = "admin";

    private static final String HEADER = "X-Admin-Token";

    private final Optional<byte[]> token;
    private final ClientAddress addresses;
    private final FailedAttempts failures;

    AdminAccess(VoiceForgeConfig config, ClientAddress addresses, FailedAttempts failures) {
        this.token = config.access().adminToken().map(KeySecret::sha256);
        this.addresses = addresses;
        this.failures = failures;
    }

    @Override
    public String name() {
        return POLICY;
    }

    @Override
    public Uni<CheckResult> checkPermission(RoutingContext context, Uni<SecurityIdentity> identity,
            AuthorizationRequestContext request) {
        return Uni.createFrom().item(() -> {
            check(context);
            return CheckResult.PERMIT;
        });
    }

    /** Whether the request tries to be an administrator's. */
    public boolean isAsked(RoutingContext context) {
        return credential(context) != null;
    }

    /** @throws ApiException when the request is not an administrator's */
    public void check(RoutingContext context) {
        if (token.isEmpty()) {
            throw ApiException.of(ErrorCode.ADMIN_DISABLED, "Administration is disabled. Set ADMIN_TOKEN to enable it.");
        }
        String given = credential(context);
        if (given == null) {
            throw ApiException.of(ErrorCode.ADMIN_AUTH_REQUIRED, "Admin authentication required");
        }
        InetAddress address = addresses.of(context);
        failures.check(address);
        // digests have the same length, so that the time tells nothing about the token, its length included
        if (!MessageDigest.isEqual(KeySecret.sha256(given), token.get())) {
            failures.failed(address);
            throw ApiException.of(ErrorCode.INVALID_ADMIN_TOKEN, "Invalid admin token");
        }
    }

    private static String credential(RoutingContext context) {
        String header = context.request().getHeader(HEADER);
        return header != null ? header.strip() : KeyCredential.bearer(context.request().getHeader("Authorization"));
    }
}
