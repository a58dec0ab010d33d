package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The speech engines in the process. */
@ConfigMapping(prefix = "voiceforge.local")
interface LocalConfig {

    /** The {@code espeak-ng} program; looked up on the {@code PATH} when absent. */
    Optional<String> espeakPath();

    /** Whether {@code espeak-ng} is used when it is installed. */
    @WithDefault("true")
    boolean espeakEnabled();

    /** Local speech streams at once. Sixteen times as many wait, and others are refused with 503. */
    @Min(1)
    @WithDefault("16")
    int maxConcurrent();

    /** How long a caller waits for a local speech stream to end before being refused with 503. */
    @WithDefault("5s")
    @DurationMin
    Duration maxWait();
}
