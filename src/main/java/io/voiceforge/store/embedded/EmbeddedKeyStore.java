package io.voiceforge.store.embedded;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore;

/** Keys in memory: the default key, unless it is switched off. */
@ApplicationScoped
class EmbeddedKeyStore implements KeyStore {

    private static final Logger LOG = Logger.getLogger(EmbeddedKeyStore.class);
    private static final UUID DEFAULT_KEY_ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final int DEFAULT_RATE_LIMIT = 1000;

    private final Map<String, ApiKey> keysByHash;

    EmbeddedKeyStore(VoiceForgeConfig config) {
        this.keysByHash = config.defaultKey().enabled() ? defaultKey(config.defaultKey().secret()) : Map.of();
    }

    void onStart(@Observes StartupEvent event, VoiceForgeConfig config) {
        if (config.defaultKey().enabled() && config.defaultKey().secret().equals(VoiceForgeConfig.DefaultKey.PUBLISHED)) {
            LOG.warn("The default key with its published secret is enabled: whoever reaches this service can use it."
                    + " Set VOICEFORGE_DEFAULT_API_KEY to a secret of your own, or to nothing to switch it off.");
        }
    }

    @Override
    public Uni<Optional<ApiKey>> findBySecretHash(String hash) {
        return Uni.createFrom().item(Optional.ofNullable(keysByHash.get(hash)));
    }

    private static Map<String, ApiKey> defaultKey(String secret) {
        if (!KeySecret.isWellFormed(secret)) {
            throw CannotStart.because("VOICEFORGE_DEFAULT_API_KEY has a wrong checksum in its last 8 digits.");
        }
        return Map.of(KeySecret.hash(secret),
                new ApiKey(DEFAULT_KEY_ID, "Default ML API Key", KeySecret.hint(secret), true, null,
                        DEFAULT_RATE_LIMIT, Set.of()));
    }
}
