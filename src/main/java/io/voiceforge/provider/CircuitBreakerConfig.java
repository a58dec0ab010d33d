package io.voiceforge.provider;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When a provider is left alone. There is one circuit breaker for each provider and operation. */
@ConfigMapping(prefix = "voiceforge.breaker")
public interface CircuitBreakerConfig {

    /** How many of the last calls count. */
    @Min(1)
    @WithDefault("20")
    int window();

    /** With fewer calls than this it stays closed. */
    @Min(1)
    @WithDefault("5")
    int minimumCalls();

    /** The share of failures, above 0 to 1, at which it opens. */
    @DecimalMin("0.01")
    @DecimalMax("1")
    @WithDefault("0.5")
    double failureRatio();

    /** How long it stays open before it lets one call try. */
    @DurationMin(millis = 1)
    @WithDefault("10s")
    Duration openFor();
}
