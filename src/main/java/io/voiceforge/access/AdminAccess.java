package io.voiceforge.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.FailedAttempts.Kind;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.audit.Author;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.KeySecret;

/**
 * Admits administrators by the token that the operator has set, or by one of the named tokens. Where there is neither, nobody is
 * admitted. Routes name the role that they need by an {@link AdminPolicy}.
 */
@ApplicationScoped
public class AdminAccess {

    /** The actor that holds {@code ADMIN_TOKEN}. No named token may be called so, nor as what imports keys. */
    public static final String OWNER = "admin";
    private static final String CONTEXT = AdminAccess.class.getName();

    private static final Logger LOG = Logger.getLogger(AdminAccess.class);
    private static final int SHORT_TOKEN = 16;
    private static final String HEADER = "X-Admin-Token";

    /**
     * Who a request comes from.
     *
     * @param id of the named token; null for the operator's
     */
    record Administrator(String name, UUID id, AdminRole role) {
    }

    private final Optional<byte[]> token;
    private final AdminTokens tokens;
    private final ClientAddress addresses;
    private final FailedAttempts failures;

    AdminAccess(AccessConfig config, AdminTokens tokens, ClientAddress addresses, FailedAttempts failures) {
        this.token = config.adminToken().map(KeySecret::sha256);
        this.tokens = tokens;
        this.addresses = addresses;
        this.failures = failures;
    }

    void onStart(@Observes StartupEvent event, AccessConfig config) {
        config.adminToken().filter(text -> text.length() < SHORT_TOKEN).ifPresent(
                text -> LOG.warnf("ADMIN_TOKEN has fewer than %d characters and is easy to guess", SHORT_TOKEN));
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

    /** Fails with {@link ApiException} if the request is not an administrator's, or the role does not include that one. */
    public Uni<Void> check(RoutingContext context, AdminRole needed) {
        return authenticate(credential(context), addresses.of(context)).map(found -> {
            if (!found.role().includes(needed)) {
                throw ApiException.of(ErrorCode.ROLE_DENIED, "This needs the role %s. The admin token has the role %s."
                        .formatted(needed.wireName(), found.role().wireName()));
            }
            context.put(CONTEXT, found);
            return null;
        });
    }

    /** The administrator of a request that {@link #check} has admitted. */
    public Author author(RoutingContext context) {
        Administrator administrator = context.get(CONTEXT);
        return new Author(administrator.name(), administrator.id(), ClientAddress.text(addresses.of(context)));
    }

    /** @param given null if the request brings no token */
    Uni<Administrator> authenticate(String given, InetAddress address) {
        return isEnabled().chain(enabled -> {
            if (!enabled) {
                throw ApiException.of(ErrorCode.ADMIN_DISABLED, "Administration is disabled. Set ADMIN_TOKEN to enable it.");
            }
            if (given == null) {
                throw ApiException.of(ErrorCode.ADMIN_AUTH_REQUIRED, "Admin authentication required");
            }
            failures.check(Kind.ADMIN, address);
            return find(given).map(found -> found.orElseThrow(() -> {
                failures.failed(Kind.ADMIN, address);
                return ApiException.of(ErrorCode.INVALID_ADMIN_TOKEN, "Invalid admin token");
            }));
        });
    }

    Uni<Boolean> isEnabled() {
        return token.isPresent() ? Uni.createFrom().item(true) : tokens.exist();
    }

    /** Digests have equal lengths, so the timing reveals nothing about the token, not even its length. */
    private Uni<Optional<Administrator>> find(String given) {
        if (token.isPresent() && MessageDigest.isEqual(KeySecret.sha256(given), token.get())) {
            return Uni.createFrom().item(Optional.of(new Administrator(OWNER, null, AdminRole.ADMIN)));
        }
        return tokens.find(given).map(found -> found.map(named -> new Administrator(named.name(), named.id(), named.role())));
    }

    /** The token in the header of administrators, else a Bearer token; null without one. */
    static String credential(RoutingContext context) {
        String header = context.request().getHeader(HEADER);
        return header != null ? header.strip() : KeyCredential.bearer(context.request().getHeader("Authorization"));
    }
}
