package io.voiceforge.store.postgres;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;

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

    /**
     * The schema that holds the gateway's tables and nothing else. When absent, it is {@code voiceforge}, or the one in which an
     * earlier release created the tables.
     */
    Optional<@Pattern(regexp = "(?!pg_)[a-z_][a-z0-9_]{0,62}") String> schema();

    /** Whether keys and flows of an original VoiceForge in the database are imported, once. */
    @WithDefault("true")
    boolean importOriginal();
}
