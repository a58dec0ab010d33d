package io.voiceforge.access;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

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

    private static final int MAX_IDENTITIES = 10_000;

    private final KeyDirectory keys;
    /** The identities of keys that were used before, each for the key as it was then. */
    private final ConcurrentMap<UUID, SecurityIdentity> identities = new ConcurrentHashMap<>();

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

    private SecurityIdentity identity(ApiKey key) {
        SecurityIdentity known = identities.get(key.id());
        // the directory holds a key until it has changed
        if (known != null && ((KeyPrincipal) known.getPrincipal()).key() == key) {
            return known;
        }
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder().setPrincipal(new KeyPrincipal(key));
        Arrays.stream(Scope.values()).filter(key::allows).forEach(scope -> builder.addRole(scope.wireName()));
        SecurityIdentity identity = builder.build();
        if (identities.size() >= MAX_IDENTITIES) {
            identities.clear();
        }
        identities.put(key.id(), identity);
        return identity;
    }
}
