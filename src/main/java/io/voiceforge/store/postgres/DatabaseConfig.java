package io.voiceforge.store.postgres;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How PostgreSQL is used. {@code DATABASE_URL} alone sets the connection. */
@ConfigMapping(prefix = "voiceforge.database")
interface DatabaseConfig {

    /** How long one question to the database may take before it counts as unreachable. */
    @WithDefault("3s")
    @DurationMin(millis = 1)
    Duration timeout();

    /** Time between two tries to reach it, at the start and later. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    Duration retryInterval();
}
