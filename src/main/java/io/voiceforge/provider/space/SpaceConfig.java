package io.voiceforge.provider.space;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a waking Space is monitored. */
@ConfigMapping(prefix = "voiceforge.space")
interface SpaceConfig {

    /** The time between two health checks of a waking Space. */
    @DurationMin(millis = 1)
    @WithDefault("5s")
    Duration wakePollInterval();

    /** How long one health check waits for a waking Space; a first response takes 30 to 60 s. */
    @DurationMin(millis = 1)
    @WithDefault("60s")
    Duration wakePollTimeout();

    /** How long a waking Space is monitored before the next call tries it regardless. */
    @DurationMin(millis = 1)
    @WithDefault("10m")
    Duration wakeWatchTime();
}
