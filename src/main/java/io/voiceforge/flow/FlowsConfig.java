package io.voiceforge.flow;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Agent flows. */
@ConfigMapping(prefix = "voiceforge.flows")
interface FlowsConfig {

    /** Flows that one key may have; the default key's users have them together. */
    @WithDefault("200")
    @Min(1)
    int maxPerKey();

    /** How long a session of the runner is kept after its last use. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration sessionTtl();

    /** Sessions of all keys together; the one that was longest unused makes room. */
    @WithDefault("10000")
    @Min(1)
    int maxSessions();

    /** Characters in all sessions together, their flows included; the one that was longest unused makes room. */
    @WithDefault("32000000")
    @Min(1)
    long maxSessionCharacters();

    /** While a flow is generated, from the request to a provider until the first byte: the whole flow has been written. */
    @WithDefault("45s")
    @DurationMin(millis = 1)
    Duration generationFirstByte();

    /** While a flow is generated, from the caller's request through all providers, the repair included. */
    @WithDefault("90s")
    @DurationMin(millis = 1)
    Duration generationChain();
}
