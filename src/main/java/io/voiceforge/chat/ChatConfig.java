package io.voiceforge.chat;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Chat sessions. */
@ConfigMapping(prefix = "voiceforge.chat")
interface ChatConfig {

    /** How long a session is kept after its last message. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration sessionTtl();

    /** The maximum number of sessions across all keys; beyond it, the least recently used session is evicted. */
    @WithDefault("10000")
    @Min(1)
    int maxSessions();

    /**
     * The maximum number of characters in all sessions together, at most two bytes each; beyond it, the least recently used
     * session is evicted.
     */
    @WithDefault("32000000")
    @Min(1)
    long maxSessionCharacters();
}
