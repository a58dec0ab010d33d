package io.voiceforge.gateway;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The cache of speech, for keys that use it. */
@ConfigMapping(prefix = "voiceforge.speech-cache")
interface SpeechCacheConfig {

    /** The most bytes in all entries together, those that are being spoken included; 0 switches the cache off. */
    @WithDefault("0")
    @Min(0)
    long maxBytes();

    /** The most bytes in one entry; longer audio is not kept. */
    @WithDefault("2097152")
    @Min(1)
    long maxEntryBytes();

    /** How long an entry is used after it has been spoken. */
    @WithDefault("24h")
    @DurationMin(millis = 1)
    Duration ttl();
}
