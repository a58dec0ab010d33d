package io.voiceforge.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates {@code DATABASE_URL} ({@code postgres://} or {@code postgresql://user:password@host:port/database?sslmode=…},
 * parts percent-encoded) into the settings of the reactive datasource and of the one that migrates the schema. {@code sslmode}
 * has libpq's values and meaning: up to {@code require}, the server's certificate is not verified; {@code verify-ca} and
 * {@code verify-full} verify it against {@code sslrootcert}.
 */
final class DatabaseUrl {

    private static final Set<String> SSL_MODES = Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Pattern URL = Pattern.compile("postgres(?:ql)?://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
            + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>[0-9]{1,5}))?/(?<database>[^/?#]+)(?:\\?(?<query>[^#]*))?");
    private static final String FORM = "must have the form postgres://user:password@host:port/database,"
            + " with special characters percent-encoded.";

    private DatabaseUrl() {
    }

    /** The settings for no database. */
    static Map<String, String> none() {
        return switches(false);
    }

    /**
     * @throws IllegalArgumentException with a message that continues after the variable's name and never reveals the URL's
     *        content
     */
    static Map<String, String> settings(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || parts.group("port") != null && Integer.parseInt(parts.group("port")) > 65_535) {
            throw new IllegalArgumentException(FORM);
        }
        Map<String, String> query = query(parts.group("query"));
        String sslMode = query.getOrDefault("sslmode", "prefer");
        if (!SSL_MODES.contains(sslMode)) {
            throw new IllegalArgumentException(
                    "has an sslmode other than disable, allow, prefer, require, verify-ca and verify-full.");
        }

        for (String name : query.keySet()) {
            if (name.startsWith("ssl") && !name.equals("sslmode") && !name.equals("sslrootcert")) {
                // a typo here would make the connection less secure than intended
                throw new IllegalArgumentException("has a TLS parameter other than sslmode and sslrootcert.");
            }
        }

        Map<String, String> settings = switches(true);
        String port = parts.group("port") == null ? "5432" : parts.group("port");
        String address = "://" + parts.group("host") + ":" + port + "/" + parts.group("database");
        settings.put("quarkus.datasource.reactive.url", "postgresql" + address);
        settings.put("quarkus.datasource.migration.jdbc.url", "jdbc:postgresql" + address + "?sslmode=" + sslMode
                + (query.containsKey("sslrootcert")
                        ? "&sslrootcert=" + URLEncoder.encode(query.get("sslrootcert"), StandardCharsets.UTF_8)
                        : ""));
        if (parts.group("user") != null) {
            both(settings, "username", decode(parts.group("user")));
        }
        if (parts.group("password") != null) {
            both(settings, "password", decode(parts.group("password")));
        }
        settings.put("quarkus.datasource.reactive.postgresql.ssl-mode", sslMode);
        if (sslMode.startsWith("verify")) {
            if (!query.containsKey("sslrootcert")) {
                throw new IllegalArgumentException(
                        "has sslmode=" + sslMode + ", which needs sslrootcert with the path of a PEM file.");
            }
            settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
            settings.put("quarkus.datasource.reactive.trust-certificate-pem.certs", query.get("sslrootcert"));
            settings.put("quarkus.datasource.reactive.hostname-verification-algorithm",
                    sslMode.equals("verify-full") ? "HTTPS" : "NONE");
        } else {
            settings.put("quarkus.datasource.reactive.trust-all", "true");
        }
        return settings;
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

    private static Map<String, String> query(String rawQuery) {
        Map<String, String> query = new HashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        return query;
    }

    /** Percent-decoding only: in a URL's user and path, a plus is a plus. */
    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // the original message would reveal what could not be decoded
            throw new IllegalArgumentException(FORM);
        }
    }
}
