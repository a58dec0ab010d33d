package io.voiceforge.gateway;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Samples of voices, for everybody. */
@ConfigMapping(prefix = "voiceforge.previews")
interface PreviewsConfig {

    /** Whether voices have previews, which providers speak at the operator's expense: once for each voice and process. */
    @WithDefault("true")
    boolean enabled();

    /** How long a request waits for a preview that is not there yet. */
    @WithDefault("60s")
    @DurationMin(millis = 1)
    Duration maxWait();
}
