package io.voiceforge.config;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a URL that says where something is and who asks, as platforms hand them out:
 * {@code scheme://user:password@host:port/path?query}. Unlike {@link java.net.URI} it knows hosts with underscores, which is
 * how Docker names containers. User, password, host and query are percent-decoded once, and a plus is a plus.
 *
 * @param scheme in lower case
 * @param user null when there is none; {@code :password@} has an empty one
 * @param password null when there is none
 * @param host a name or an address, IPv6 without its brackets; empty when there is none
 * @param port 1 to 65535, or -1 when there is none
 * @param path as it is written, with its leading slash; empty when there is none
 * @param query values by name, the last one of each
 */
public record ConnectionUrl(String scheme, String user, String password, String host, int port, String path,
        Map<String, String> query) {

    private static final Pattern URL = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
            + "(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
            + "(?<host>\\[[0-9A-Fa-f:.]+]|[^:@/?#\\[\\]]*)(?::(?<port>[0-9]+))?(?<path>/[^?#]*)?(?:\\?(?<query>[^#]*))?");
    private static final Pattern HOSTS = Pattern.compile("[^:/?#]+://(?:[^/?#]*@)?(?<hosts>[^@/?#]*).*");
    private static final Pattern SOCKET = Pattern.compile("(?i)(?:unix|[a-z]+[+-](?:unix|socket)):.*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]*");
    private static final Pattern ENCODED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*");

    private static final String SEVERAL = "names several hosts, but the gateway connects to one.";
    private static final String UNIX = "names a Unix socket, but the gateway connects over TCP only.";
    private static final String UNVERIFIABLE = "has a host with an underscore, for which no certificate can be verified:"
            + " it can be used without TLS only.";

    /**
     * Takes a URL apart.
     *
     * @param form what the URL must look like: a sentence that goes on after the name of the variable
     * @throws IllegalArgumentException whose message is {@code form} or another such sentence; it never shows the URL's content
     */
    public static ConnectionUrl parse(String url, String form) {
        if (SOCKET.matcher(url).matches()) {
            throw new IllegalArgumentException(UNIX);
        }
        Matcher hosts = HOSTS.matcher(url);
        if (hosts.matches() && hosts.group("hosts").contains(",")) {
            throw new IllegalArgumentException(SEVERAL);
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || url.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(form);
        }
        decode(parts.group("path"), form);
        return new ConnectionUrl(parts.group("scheme").toLowerCase(Locale.ROOT), decode(parts.group("user"), form),
                orNull(decode(parts.group("password"), form)), host(decode(parts.group("host"), form), form),
                port(parts.group("port"), form), parts.group("path") == null ? "" : parts.group("path"),
                query(parts.group("query"), form));
    }

    /** The path without its leading slash, percent-decoded: where the path is one name. */
    public String name() {
        return path.isEmpty() ? "" : decode(path.substring(1), "");
    }

    public int portOr(int standard) {
        return port < 0 ? standard : port;
    }

    /** The host as it stands in a URL. */
    public String hostInUrl() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    boolean hasUnderscore() {
        return host.contains("_");
    }

    /**
     * To be asked before the server's name is verified: Java takes no name with an underscore for a host's when it looks at a
     * certificate.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    void requireVerifiableHost() {
        if (hasUnderscore()) {
            throw new IllegalArgumentException(UNVERIFIABLE);
        }
    }

    /** Hides who asks, and what a query may hold. */
    @Override
    public String toString() {
        return scheme + "://" + hostInUrl() + (port < 0 ? "" : ":" + port) + path;
    }

    /** A host that stands in the query, checked as one in its place. */
    static String host(String host, String form) {
        if (host.startsWith("/") || host.startsWith("@")) {
            throw new IllegalArgumentException(UNIX);
        }
        if (host.contains(",")) {
            throw new IllegalArgumentException(SEVERAL);
        }
        if (host.contains(":")) {
            return address(host.replaceAll("^\\[|]$", ""), form);
        }
        if (!NAME.matcher(host).matches()) {
            throw new IllegalArgumentException(form);
        }
        return host;
    }

    /** A port that stands in the query, checked as one in its place. */
    static int port(String port, String form) {
        if (port == null) {
            return -1;
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(form);
        }
        return Integer.parseInt(port);
    }

    private static String address(String address, String form) {
        try {
            // a literal, which is not looked up
            String canonical = InetAddress.getByName(address).getHostAddress();
            // not every client knows the form that ends with an IPv4 address
            return address.contains(".") ? canonical : address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(form);
        }
    }

    private static Map<String, String> query(String query, String form) {
        Map<String, String> values = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] sides = pair.split("=", 2);
                values.put(decode(sides[0], form), sides.length == 2 ? decode(sides[1], form) : "");
            }
        }
        return values;
    }

    private static String orNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String decode(String encoded, String form) {
        if (encoded == null) {
            return null;
        }
        if (ENCODED.matcher(encoded).matches()) {
            String text = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            // no text, or the end of one in protocols that end texts with it
            if (text.indexOf('\uFFFD') < 0 && text.indexOf('\0') < 0) {
                return text;
            }
        }
        throw new IllegalArgumentException(form);
    }
}
