package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The speech engines on this machine. */
@ConfigMapping(prefix = "voiceforge.local")
interface LocalConfig {

    /** The {@code espeak-ng} program; searched for on the {@code PATH} if absent. */
    Optional<String> espeakPath();

    /** Whether {@code espeak-ng} is used if it is installed. */
    @WithDefault("true")
    boolean espeakEnabled();

    /**
     * The maximum number of concurrent local speech streams. Up to sixteen times as many wait; others are rejected with 503.
     */
    @Min(1)
    @WithDefault("16")
    int maxConcurrent();

    /** How long a caller waits for a local speech stream to end before the request is rejected with 503. */
    @WithDefault("5s")
    @DurationMin
    Duration maxWait();
}
