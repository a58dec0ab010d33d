package io.voiceforge.access;

import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may come in. */
@ConfigMapping(prefix = "voiceforge.access")
interface AccessConfig {

    /** {@code ADMIN_TOKEN}; without it nobody is an administrator. */
    Optional<String> adminToken();

    /** {@code METRICS_TOKEN}; reads the meters, see {@link MetricsAccess}. */
    Optional<String> metricsToken();

    /** Whether everybody who can reach the port may read the meters. */
    @WithDefault("false")
    boolean metricsOpen();

    /** {@code SESSION_SECRET}; will sign the cookie of the administrators' console. */
    Optional<String> sessionSecret();

    /** Proxies, as CIDR ranges, whose {@code X-Forwarded-For} is believed. */
    Optional<List<String>> trustedProxies();

    /** Failed authentications of one address in a minute before its further ones are refused unread. */
    @WithDefault("60")
    @Min(1)
    int failuresPerMinute();

    /** Addresses whose failures are remembered at once. */
    @WithDefault("10000")
    @Min(1)
    int rememberedAddresses();
}
