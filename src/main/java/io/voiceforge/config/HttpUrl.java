package io.voiceforge.config;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the addresses of what the gateway asks over HTTP: providers, and the collector of traces. */
public final class HttpUrl {

    private static final String FORM = "must be an http:// or https:// URL with a host and without query or password,"
            + " for example https://example.org.";
    private static final Set<String> SCHEMES = Set.of("http", "https");
    /** 127.0.0.0/8, ::1 and their name. */
    private static final Pattern THIS_MACHINE = Pattern.compile("(?i)localhost|127(\\.[0-9]{1,3}){3}|(0{0,4}:){2,7}0{0,3}1");
    /** Without a dot, as containers and services are named; digits alone would be an address. */
    private static final Pattern PRIVATE_NAME = Pattern.compile("(?=.*[A-Za-z_])[A-Za-z0-9_-]+");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");

    private HttpUrl() {
    }

    /**
     * Whether a credential may be sent there, which goes for all of ours: over TLS, to this machine, or to a name without a dot,
     * which only a private network resolves. Anything else could be read by whoever is on the way.
     */
    public static boolean keepsSecrets(String url) {
        try {
            ConnectionUrl parts = ConnectionUrl.parse(url, FORM);
            return parts.scheme().equals("https") || THIS_MACHINE.matcher(parts.host()).matches()
                    || PRIVATE_NAME.matcher(parts.host()).matches();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /**
     * The URL without slashes at its end.
     *
     * @throws IllegalArgumentException whose message goes on after the variable's name; it never shows the URL's content
     */
    public static String base(String url) {
        parse(url);
        return url.replaceAll("/+$", "");
    }

    /**
     * The settings for a collector of traces. Its exporter reads the host by {@link java.net.URI}, which knows none with an
     * underscore; but as a proxy it takes any, and every server must accept what is sent to a proxy (RFC 9112, 3.2.2).
     *
     * @throws IllegalArgumentException as {@link #base}
     */
    static Map<String, String> collector(String url) {
        ConnectionUrl parts = parse(url);
        String exporter = "quarkus.otel.exporter.otlp.";
        if (!parts.hasUnderscore()) {
            return Map.of(exporter + "endpoint", base(url), "quarkus.otel.sdk.disabled", "false");
        }
        String port = String.valueOf(parts.portOr(80));
        String endpoint = "http://" + parts.host().replace('_', '-') + ":" + port + parts.path();
        return Map.of(exporter + "endpoint", base(endpoint), "quarkus.otel.sdk.disabled", "false",
                exporter + "proxy-options.enabled", "true", exporter + "proxy-options.host", parts.host(),
                exporter + "proxy-options.port", port);
    }

    private static ConnectionUrl parse(String url) {
        ConnectionUrl parts = ConnectionUrl.parse(url, FORM);
        if (!SCHEMES.contains(parts.scheme()) || parts.host().isEmpty() || parts.user() != null
                || url.contains("?") || !PATH.matcher(parts.path()).matches()) {
            throw new IllegalArgumentException(FORM);
        }
        if (parts.scheme().equals("https")) {
            parts.requireVerifiableHost();
        }
        return parts;
    }
}
