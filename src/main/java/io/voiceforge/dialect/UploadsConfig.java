package io.voiceforge.dialect;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Audio files on their way through the gateway. */
@ConfigMapping(prefix = "voiceforge.uploads")
interface UploadsConfig {

    /** Where they lie while they are used; the system's directory for temporary files when absent. */
    Optional<String> directory();

    /** Files at once, up to 25 MiB each; more are refused with 503. */
    @Min(1)
    @WithDefault("64")
    int maxConcurrent();

    /** How long a form may take to arrive. */
    @DurationMin(millis = 1)
    @WithDefault("2m")
    Duration timeout();
}
