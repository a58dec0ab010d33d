package io.voiceforge.access;

import java.net.InetAddress;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.FailedAttempts.Kind;
import io.voiceforge.key.KeyDirectory;
import io.voiceforge.stream.CallerContext;

/** Authenticates callers by their keys, from any of the three headers. */
@ApplicationScoped
class KeyAuthenticationMechanism implements HttpAuthenticationMechanism {

    private final KeyDirectory keys;
    private final ClientAddress addresses;
    private final FailedAttempts failures;

    KeyAuthenticationMechanism(KeyDirectory keys, ClientAddress addresses, FailedAttempts failures) {
        this.keys = keys;
        this.addresses = addresses;
        this.failures = failures;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String secret = KeyCredential.of(context.request().headers());
        if (secret == null) {
            return Uni.createFrom().nullItem();
        }
        InetAddress address = addresses.of(context);
        if (failures.isBlocked(Kind.KEY, address) && !keys.isCached(secret)) {
            // guessing causes no load on the store, while keys in use at the same address keep working
            failures.check(Kind.KEY, address);
        }
        return identities.authenticate(new KeyAuthenticationRequest(secret, address))
                .onItem().invoke(identity -> ((KeyPrincipal) identity.getPrincipal()).putInto(context))
                .onFailure(AuthenticationFailedException.class).invoke(() -> failures.failed(Kind.KEY, address))
                // a key that several calls wait for is loaded on the context of the first one
                .emitOn(CallerContext.executor());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(KeyAuthenticationRequest.class);
    }
}
