package io.voiceforge.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
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

    /** Fails with {@link ApiException} if the request may not read them. */
    public Uni<Void> check(RoutingContext context) {
        HttpServerRequest request = context.request();
        return check(ClientAddress.isThisMachine(request.connection().remoteAddress(), request.headers()),
                addresses.of(context), AdminAccess.credential(context));
    }

    /** @param given null if the request brings no token */
    Uni<Void> check(boolean isThisMachine, InetAddress address, String given) {
        if (open || token.isEmpty() && isThisMachine) {
            return Uni.createFrom().voidItem();
        }
        if (given != null && token.isPresent()) {
            failures.check(Kind.ADMIN, address);
            if (MessageDigest.isEqual(KeySecret.sha256(given), token.get())) {
                return Uni.createFrom().voidItem();
            }
        }
        return administrators.authenticate(given, address).onFailure(ApiException.class)
                .transform(failure -> refusal((ApiException) failure, address, given)).replaceWithVoid();
    }

    /** An administrator's refusal, in the words of the meters. */
    private ApiException refusal(ApiException refused, InetAddress address, String given) {
        return switch (refused.code()) {
            case ADMIN_DISABLED -> token.isEmpty()
                    ? ApiException.of(ErrorCode.ADMIN_DISABLED,
                            "Metrics are for this machine only. Set METRICS_TOKEN to read them from elsewhere.")
                    : missingOrWrong(address, given);
            case ADMIN_AUTH_REQUIRED -> missing();
            case INVALID_ADMIN_TOKEN -> wrong();
            default -> refused;
        };
    }

    /** There are no administrators whose check would have counted it. */
    private ApiException missingOrWrong(InetAddress address, String given) {
        if (given == null) {
            return missing();
        }
        failures.failed(Kind.ADMIN, address);
        return wrong();
    }

    private static ApiException missing() {
        return ApiException.of(ErrorCode.ADMIN_AUTH_REQUIRED, "Metrics need METRICS_TOKEN or an admin token");
    }

    private static ApiException wrong() {
        return ApiException.of(ErrorCode.INVALID_ADMIN_TOKEN, "Invalid metrics token");
    }
}
