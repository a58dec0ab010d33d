package io.voiceforge.access;

import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyDirectory;
import io.voiceforge.key.Scope;

/** Turns a key into an identity whose roles are the names of the key's scopes. */
@ApplicationScoped
class KeyIdentityProvider implements IdentityProvider<KeyAuthenticationRequest> {

    private final KeyDirectory keys;

    KeyIdentityProvider(KeyDirectory keys) {
        this.keys = keys;
    }

    @Override
    public Class<KeyAuthenticationRequest> getRequestType() {
        return KeyAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(KeyAuthenticationRequest request, AuthenticationRequestContext context) {
        return keys.find(request.secret()).map(found -> {
            // the same for unknown, disabled, expired and malformed keys, so that probing reveals nothing
            ApiKey key = found.orElseThrow(() -> new AuthenticationFailedException("Invalid key"));
            List<AddressRange> allowed = key.settings().allowedIps();
            if (!allowed.isEmpty() && allowed.stream().noneMatch(range -> range.contains(request.address()))) {
                throw ApiException.of(ErrorCode.ADDRESS_DENIED, "The API key may not be used from this address");
            }
            return identity(key);
        });
    }

    private static SecurityIdentity identity(ApiKey key) {
        QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder().setPrincipal(new KeyPrincipal(key));
        Arrays.stream(Scope.values()).filter(key::allows).forEach(scope -> identity.addRole(scope.wireName()));
        return identity.build();
    }
}
