package io.voiceforge.chat;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Sessions of conversations. */
@ConfigMapping(prefix = "voiceforge.chat")
interface ChatConfig {

    /** How long a session is remembered after its last message. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration sessionTtl();

    /** Sessions of all keys together; the one that was longest unused makes room. */
    @WithDefault("10000")
    @Min(1)
    int maxSessions();

    /** Characters in all sessions together, two bytes each at the most; the one that was longest unused makes room. */
    @WithDefault("32000000")
    @Min(1)
    long maxSessionCharacters();
}
