package io.voiceforge.provider.space;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a Space that wakes is watched. */
@ConfigMapping(prefix = "voiceforge.space")
interface SpaceConfig {

    /** Time between two looks at whether a waking Space answers. */
    @DurationMin(millis = 1)
    @WithDefault("5s")
    Duration wakePollInterval();

    /** How long one look waits for a waking Space; a first answer takes 30 to 60 s. */
    @DurationMin(millis = 1)
    @WithDefault("60s")
    Duration wakePollTimeout();

    /** How long a waking Space is watched before the next call tries it regardless. */
    @DurationMin(millis = 1)
    @WithDefault("10m")
    Duration wakeWatchTime();
}
