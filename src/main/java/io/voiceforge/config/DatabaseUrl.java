package io.voiceforge.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Translates {@code DATABASE_URL} ({@code postgres://} or {@code postgresql://user:password@host:port/database?sslmode=…},
 * parts
 * percent-encoded) into the settings of the reactive datasource, and of the one that migrates the schema. {@code sslmode} has
 * libpq's values and meaning: up to {@code require} the server's certificate is not verified, {@code verify-ca} and
 * {@code verify-full} verify it against {@code sslrootcert}; {@code verify-full} does so against the roots that Java trusts
 * when
 * that is absent or {@code system}.
 */
@RegisterForReflection(classNames = DatabaseUrl.SYSTEM_ROOTS_FACTORY)
final class DatabaseUrl {

    static final String SYSTEM_ROOTS_FACTORY = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");
    private static final Set<String> SSL_MODES = Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final int STANDARD_PORT = 5432;
    private static final String FORM = "must have the form postgres://user:password@host:port/database,"
            + " with special characters percent-encoded.";

    private DatabaseUrl() {
    }

    /** That there is no database. */
    static Map<String, String> none() {
        return switches(false);
    }

    /** @throws IllegalArgumentException whose message goes on after the variable's name; it never shows the URL's content */
    static Map<String, String> settings(String url) {
        ConnectionUrl parts = ConnectionUrl.parse(url, FORM);
        Map<String, String> query = parts.query();
        // as in libpq, what the query says of the server counts
        ConnectionUrl server = new ConnectionUrl(parts.scheme(), query.getOrDefault("user", parts.user()),
                query.getOrDefault("password", parts.password()),
                query.containsKey("host") ? ConnectionUrl.host(query.get("host"), FORM) : parts.host(),
                query.containsKey("port") ? ConnectionUrl.port(query.get("port"), FORM) : parts.port(),
                parts.path(), query);
        String database = query.getOrDefault("dbname", parts.name());
        if (!SCHEMES.contains(parts.scheme()) || server.host().isEmpty() || database.isEmpty()) {
            throw new IllegalArgumentException(FORM);
        }

        Map<String, String> settings = switches(true);
        String address = "://" + server.hostInUrl() + ":" + server.portOr(STANDARD_PORT) + "/" + encode(database);
        settings.put("quarkus.datasource.reactive.url", "postgresql" + address);
        settings.put("quarkus.datasource.migration.jdbc.url", "jdbc:postgresql" + address + "?" + tls(server, settings));
        if (server.user() != null) {
            both(settings, "username", server.user());
        }
        if (server.password() != null) {
            both(settings, "password", server.password());
        }
        return settings;
    }

    /** Adds the settings of the reactive datasource that say how it encrypts; gives the parameters that say so to JDBC. */
    private static String tls(ConnectionUrl server, Map<String, String> settings) {
        Map<String, String> query = server.query();
        for (String name : query.keySet()) {
            boolean isKnown = name.equals("sslmode") || name.equals("sslrootcert") || name.equals("ssl");
            if (name.startsWith("ssl") && !isKnown || name.equals("ssl") && !query.get(name).equals("true")) {
                // a typing error here would be a connection less safe than meant
                throw new IllegalArgumentException("has a parameter for TLS that is neither sslmode nor sslrootcert.");
            }
        }
        String roots = query.get("sslrootcert");
        boolean system = "system".equals(roots);
        String mode = query.getOrDefault("sslmode", system ? "verify-full" : query.containsKey("ssl") ? "require" : "prefer");
        if (!SSL_MODES.contains(mode)) {
            throw new IllegalArgumentException(
                    "has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full.");
        }
        if (system && !mode.equals("verify-full")) {
            throw new IllegalArgumentException("has sslrootcert=system, which needs sslmode=verify-full.");
        }
        if (mode.equals("verify-ca") && roots == null) {
            throw new IllegalArgumentException("has sslmode=verify-ca, which needs sslrootcert with the path of a PEM file.");
        }

        boolean verified = mode.startsWith("verify");
        String reactive = "quarkus.datasource.reactive.";
        settings.put(reactive + "trust-all", String.valueOf(!verified));
        if (mode.equals("verify-full")) {
            server.requireVerifiableHost();
            settings.put(reactive + "hostname-verification-algorithm", "HTTPS");
        }
        if (verified && (roots == null || system)) {
            // the reactive client verifies by Java's roots in this mode only, when it is not told to trust all
            settings.put(reactive + "postgresql.ssl-mode", "require");
            return "sslmode=" + mode + "&sslfactory=" + SYSTEM_ROOTS_FACTORY;
        }
        settings.put(reactive + "postgresql.ssl-mode", mode);
        if (verified) {
            settings.put(reactive + "trust-certificate-pem", "true");
            settings.put(reactive + "trust-certificate-pem.certs", roots);
        }
        return "sslmode=" + mode + (roots == null ? "" : "&sslrootcert=" + encode(roots));
    }

    private static Map<String, String> switches(boolean on) {
        Map<String, String> settings = new HashMap<>();
        for (String name : new String[] { "voiceforge.database.configured", "quarkus.datasource.active",
                "quarkus.hibernate-orm.active", "quarkus.datasource.migration.active", "quarkus.flyway.migration.active" }) {
            settings.put(name, String.valueOf(on));
        }
        return settings;
    }

    private static void both(Map<String, String> settings, String name, String value) {
        settings.put("quarkus.datasource." + name, value);
        settings.put("quarkus.datasource.migration." + name, value);
    }

    /** For clients that decode a plus as a space. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
