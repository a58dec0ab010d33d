package io.voiceforge.dialect;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Streams of events. */
@ConfigMapping(prefix = "voiceforge.chat")
interface EventStreamConfig {

    /**
     * How long a stream of events is silent before a comment says that it lives; the head of the answer goes out with the
     * first one at the latest.
     */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    Duration heartbeat();
}
