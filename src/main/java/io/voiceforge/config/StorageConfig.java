package io.voiceforge.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which external stores there are. Follows from {@code DATABASE_URL} and {@code REDIS_URL}, and is not to be set by hand. */
@ConfigMapping(prefix = "voiceforge")
public interface StorageConfig {

    Database database();

    Redis redis();

    /** PostgreSQL. */
    interface Database {

        /** Whether {@code DATABASE_URL} is set. */
        @WithDefault("false")
        boolean configured();
    }

    /** Redis. */
    interface Redis {

        /** Whether {@code REDIS_URL} is set. */
        @WithDefault("false")
        boolean configured();
    }
}
