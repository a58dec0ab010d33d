package io.voiceforge.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.FailedAttempts.Kind;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.KeySecret;

/** Admits administrators by the token that the operator has set; without a token, nobody is admitted. */
@ApplicationScoped
public class AdminAccess implements HttpSecurityPolicy {

    /** For {@code @AuthorizationPolicy} on routes reserved for administrators. */
    public static final String POLICY = "admin";

    private static final Logger LOG = Logger.getLogger(AdminAccess.class);
    private static final int SHORT_TOKEN = 16;
    private static final String HEADER = "X-Admin-Token";

    private final Optional<byte[]> token;
    private final ClientAddress addresses;
    private final FailedAttempts failures;

    AdminAccess(AccessConfig config, ClientAddress addresses, FailedAttempts failures) {
        this.token = config.adminToken().map(KeySecret::sha256);
        this.addresses = addresses;
        this.failures = failures;
    }

    void onStart(@Observes StartupEvent event, AccessConfig config) {
        config.adminToken().filter(text -> text.length() < SHORT_TOKEN).ifPresent(
                text -> LOG.warnf("ADMIN_TOKEN has fewer than %d characters and is easy to guess", SHORT_TOKEN));
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

    /**
     * Whether the request claims to be an administrator's. In the header that both share, neither a customer's key nor the
     * token for a private Space's edge counts as a claim.
     */
    public boolean isClaimed(RoutingContext context) {
        String given = credential(context);
        return given != null
                && (context.request().headers().contains(HEADER) || !given.startsWith("vf_sk_") && !given.startsWith("hf_"));
    }

    /** @throws ApiException if the request is not an administrator's */
    public void check(RoutingContext context) {
        if (token.isEmpty()) {
            throw ApiException.of(ErrorCode.ADMIN_DISABLED, "Administration is disabled. Set ADMIN_TOKEN to enable it.");
        }
        String given = credential(context);
        if (given == null) {
            throw ApiException.of(ErrorCode.ADMIN_AUTH_REQUIRED, "Admin authentication required");
        }
        InetAddress address = addresses.of(context);
        failures.check(Kind.ADMIN, address);
        if (!isToken(given)) {
            failures.failed(Kind.ADMIN, address);
            throw ApiException.of(ErrorCode.INVALID_ADMIN_TOKEN, "Invalid admin token");
        }
    }

    boolean isEnabled() {
        return token.isPresent();
    }

    /** Digests have equal lengths, so the timing reveals nothing about the token, not even its length. */
    boolean isToken(String given) {
        return token.isPresent() && MessageDigest.isEqual(KeySecret.sha256(given), token.get());
    }

    /** The token in the header of administrators, else a Bearer token; null without one. */
    static String credential(RoutingContext context) {
        String header = context.request().getHeader(HEADER);
        return header != null ? header.strip() : KeyCredential.bearer(context.request().getHeader("Authorization"));
    }
}
