package io.voiceforge.config;

import java.util.Map;
import java.util.Set;

/**
 * What {@code REDIS_URL} says: {@code redis://user:password@host:port/database}, or {@code rediss://} for TLS.
 *
 * @param user null for the default one
 * @param password null when there is none
 * @param host as {@link ConnectionUrl#host}
 * @param database 0 or more
 * @param tls whether the connection is encrypted
 * @param trustAll whether the server's certificate is not verified, {@code ssl_cert_reqs=none}: Heroku's are self-signed
 */
public record RedisUrl(String user, String password, String host, int port, int database, boolean tls, boolean trustAll) {

    private static final String FORM = "must have the form redis://user:password@host:port/database, or rediss:// for TLS,"
            + " with special characters percent-encoded.";
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");
    private static final int STANDARD_PORT = 6379;

    /** @throws IllegalArgumentException whose message goes on after the variable's name; it never shows the URL's content */
    public static RedisUrl parse(String url) {
        ConnectionUrl parts = ConnectionUrl.parse(url, FORM);
        String database = parts.name().isEmpty() ? parts.query().getOrDefault("db", "0") : parts.name();
        if (!SCHEMES.contains(parts.scheme()) || parts.host().isEmpty() || !database.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(FORM);
        }
        boolean tls = parts.scheme().equals("rediss");
        boolean trustAll = "none".equalsIgnoreCase(parts.query().get("ssl_cert_reqs"));
        if (tls && !trustAll) {
            parts.requireVerifiableHost();
        }
        return new RedisUrl(parts.user() == null || parts.user().isEmpty() ? null : parts.user(), parts.password(),
                parts.host(),
                parts.portOr(STANDARD_PORT), Integer.parseInt(database), tls, trustAll);
    }

    /** Checks the URL, and says that there is a Redis. */
    static Map<String, String> settings(String url) {
        parse(url);
        return Map.of("voiceforge.redis.url", url, "voiceforge.redis.configured", "true");
    }

    /** Hides the user and the password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
    }
}
