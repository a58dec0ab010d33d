package io.voiceforge.key;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The key that works with no set-up. */
@ConfigMapping(prefix = "voiceforge.default-key")
interface DefaultKeyConfig {

    /**
     * {@code VOICEFORGE_DEFAULT_API_KEY}; the published secret when it is absent, and neither a database nor a provider with a
     * credential is configured.
     */
    Optional<String> secret();

    /** {@code false} when {@code VOICEFORGE_DEFAULT_API_KEY} is set and empty. */
    @WithDefault("true")
    boolean enabled();

    /** Whether its speech may come from the cache, if there is one: what one caller has had spoken, all others hear. */
    @WithDefault("false")
    boolean speechCache();
}
