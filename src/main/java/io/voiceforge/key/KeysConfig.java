package io.voiceforge.key;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The cache in front of the key store. */
@ConfigMapping(prefix = "voiceforge.keys")
interface KeysConfig {

    /** Cached keys and cached unknown secrets together. */
    @Min(1)
    @WithDefault("100000")
    int cacheSize();

    /** How long a found key is served without asking the store again. */
    @DurationMin(millis = 1)
    @WithDefault("30s")
    Duration cacheTtl();

    /** How long an unknown secret is refused without asking the store again. */
    @DurationMin(millis = 1)
    @WithDefault("5s")
    Duration negativeCacheTtl();

    /** How long a key that was found before is served while the store cannot be reached. */
    @WithDefault("10m")
    @DurationMin
    Duration staleWhileDown();
}
