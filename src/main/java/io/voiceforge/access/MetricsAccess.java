package io.voiceforge.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.FailedAttempts.Kind;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.KeySecret;

/**
 * Who may read the meters, which are on the callers' port: whoever has {@code METRICS_TOKEN} or is an administrator; without
 * {@code METRICS_TOKEN} also this machine itself; and everybody where {@code voiceforge.access.metrics-open} says so.
 */
@ApplicationScoped
public class MetricsAccess {

    private final boolean open;
    private final Optional<byte[]> token;
    private final AdminAccess administrators;
    private final ClientAddress addresses;
    private final FailedAttempts failures;

    MetricsAccess(AccessConfig config, AdminAccess administrators, ClientAddress addresses, FailedAttempts failures) {
        this.open = config.metricsOpen();
        this.token = config.metricsToken().map(KeySecret::sha256);
        this.administrators = administrators;
        this.addresses = addresses;
        this.failures = failures;
    }

    /** @throws ApiException if the request may not read them */
    public void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        check(ClientAddress.isThisMachine(request.connection().remoteAddress(), request.headers()), addresses.of(context),
                AdminAccess.credential(context));
    }

    /** @param given null if the request brings no token */
    void check(boolean isThisMachine, InetAddress address, String given) {
        if (open || token.isEmpty() && isThisMachine) {
            return;
        }
        if (token.isEmpty() && !administrators.isEnabled()) {
            throw ApiException.of(ErrorCode.ADMIN_DISABLED,
                    "Metrics are for this machine only. Set METRICS_TOKEN to read them from elsewhere.");
        }
        if (given == null) {
            throw ApiException.of(ErrorCode.ADMIN_AUTH_REQUIRED, "Metrics need METRICS_TOKEN or the admin token");
        }
        failures.check(Kind.ADMIN, address);
        boolean isToken = token.isPresent() && MessageDigest.isEqual(KeySecret.sha256(given), token.get());
        if (!isToken && !administrators.isToken(given)) {
            failures.failed(Kind.ADMIN, address);
            throw ApiException.of(ErrorCode.INVALID_ADMIN_TOKEN, "Invalid metrics token");
        }
    }
}
