package io.voiceforge.usage;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How usage is stored. */
@ConfigMapping(prefix = "voiceforge.usage")
interface UsageConfig {

    /** Time between two batches. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    Duration flushInterval();

    /** Sums that are kept while they cannot be stored; beyond, the newest calls are counted as lost in a metric. */
    @WithDefault("100000")
    @Min(1)
    int maxPending();

    /** How long usage is kept; not less than a month, because quotas go by it. */
    @WithDefault("400d")
    @DurationMin(days = 32)
    Duration retention();
}
