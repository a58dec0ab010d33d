package io.voiceforge.config;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which external stores are configured. Derived from {@code DATABASE_URL} and {@code REDIS_URL}; do not set it directly. */
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

        /** {@code REDIS_URL}, whose form has been checked; see {@link RedisUrl}. */
        Optional<String> url();
    }
}
