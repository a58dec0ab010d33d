package io.voiceforge.dialect;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bodies of requests that are not uploads. */
@ConfigMapping(prefix = "voiceforge.bodies")
interface BodiesConfig {

    /** How long a whole body may take to arrive. */
    @DurationMin(millis = 1)
    @WithDefault("30s")
    Duration timeout();

    /** The largest body of a chat request in bytes, images included. Others may have 1 MiB. */
    @Min(1024)
    @WithDefault("20971520")
    int chatBytes();
}
