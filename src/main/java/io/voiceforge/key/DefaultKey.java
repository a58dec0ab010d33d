package io.voiceforge.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.provider.ProviderCatalog;

/**
 * The key that works without any setup. It is in no store and cannot be changed, only replaced or disabled with
 * {@code VOICEFORGE_DEFAULT_API_KEY}. With a database, or with a provider that the operator has a credential for, it exists only
 * if that variable is set.
 */
@ApplicationScoped
public class DefaultKey {

    /** The secret printed in the guide, and therefore public. */
    public static final String PUBLISHED = "vf_sk_19798aa99815232e6d53e1af34f776e1";

    public static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static final Logger LOG = Logger.getLogger(DefaultKey.class);
    private static final String NAME = "Default ML API Key";

    private final boolean published;
    private final boolean withheld;
    private final boolean open;
    private final String secretHash;
    private final Optional<ApiKey> key;

    @Inject
    DefaultKey(DefaultKeyConfig config, StorageConfig storage, ProviderCatalog providers) {
        this(config, storage.database().configured(), providers.haveCredentials());
    }

    /** @param hasCredentials whether somebody who uses the key may spend the operator's money */
    DefaultKey(DefaultKeyConfig config, boolean hasDatabase, boolean hasCredentials) {
        boolean wanted = config.enabled() && (config.secret().isPresent() || !hasDatabase);
        this.withheld = wanted && config.secret().isEmpty() && hasCredentials;
        boolean enabled = wanted && !withheld;
        String secret = config.secret().orElse(PUBLISHED);
        if (enabled && !KeySecret.isWellFormed(secret)) {
            throw CannotStart.because("VOICEFORGE_DEFAULT_API_KEY has an invalid checksum (its last 8 digits).");
        }
        this.published = enabled && secret.equals(PUBLISHED);
        this.open = published && !hasDatabase;
        this.secretHash = enabled ? KeySecret.hash(secret) : null;
        this.key = enabled
                ? Optional.of(ApiKey.create(ID, KeySecret.hint(secret), settings(config),
                        Instant.now().truncatedTo(ChronoUnit.MICROS)))
                : Optional.empty();
    }

    private static ApiKey.Settings settings(DefaultKeyConfig config) {
        ApiKey.Settings named = ApiKey.Settings.named(NAME);
        return new ApiKey.Settings(NAME, named.rateLimits(), null, null, named.quota(), named.scopes(), named.allowedIps(),
                named.metadata(), null, config.speechCache());
    }

    void onStart(@Observes StartupEvent event) {
        if (published) {
            LOG.warn("The default key with its published secret is enabled: anyone who can reach this service can use it."
                    + " Set VOICEFORGE_DEFAULT_API_KEY to a secret of your own, or to an empty value to disable the key.");
        }
        if (withheld) {
            LOG.warn("The default key is off: its secret is published, and a provider is configured with a credential of yours."
                    + " Set VOICEFORGE_DEFAULT_API_KEY to a secret of your own, or create keys as an administrator.");
        }
    }

    /** Empty if it is disabled. */
    public Optional<ApiKey> key() {
        return key;
    }

    /** Whether anyone may see the key with its secret: it is the published secret, and there is no database. */
    public boolean isOpen() {
        return open;
    }

    /** The key, if this is its secret's hash. */
    Optional<ApiKey> findBySecretHash(String hash) {
        return hash.equals(secretHash) ? key : Optional.empty();
    }
}
