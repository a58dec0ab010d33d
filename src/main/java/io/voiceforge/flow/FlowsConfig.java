package io.voiceforge.flow;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Agent flows. */
@ConfigMapping(prefix = "voiceforge.flows")
interface FlowsConfig {

    /** The maximum number of flows per key; all users of the default key share it. */
    @WithDefault("200")
    @Min(1)
    int maxPerKey();

    /** How long a flow session is kept after its last use. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration sessionTtl();

    /** The maximum number of sessions across all keys; beyond it, the least recently used session is evicted. */
    @WithDefault("10000")
    @Min(1)
    int maxSessions();

    /**
     * The maximum number of characters in all sessions together, including their flows; beyond it, the least recently used
     * session is evicted.
     */
    @WithDefault("32000000")
    @Min(1)
    long maxSessionCharacters();

    /**
     * When generating a flow: the time from the request to a provider to the first byte. The whole flow has been written by
     * then.
     */
    @WithDefault("45s")
    @DurationMin(millis = 1)
    Duration generationFirstByte();

    /** When generating a flow: the time from the caller's request through all providers, including the repair. */
    @WithDefault("90s")
    @DurationMin(millis = 1)
    Duration generationChain();
}
