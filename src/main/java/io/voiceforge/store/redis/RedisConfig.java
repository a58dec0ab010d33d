package io.voiceforge.store.redis;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How Redis is used. {@code REDIS_URL} alone sets the connection. */
@ConfigMapping(prefix = "voiceforge.redis")
interface RedisConfig {

    /** How long Redis may keep a decision waiting before this process decides by itself. */
    @WithDefault("50ms")
    @DurationMin(millis = 1)
    Duration timeout();

    /** After a failure, how long this process decides by itself before it asks again; also between two tries to connect. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration pause();
}
