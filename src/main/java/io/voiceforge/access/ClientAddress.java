package io.voiceforge.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.netty.util.NetUtil;
import io.quarkus.runtime.Startup;
import io.smallrye.common.net.Inet;
import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.config.CannotStart;
import io.voiceforge.key.AddressRange;

/**
 * Determines the address that a request comes from. This is the peer of the connection, unless the peer is listed in
 * {@code voiceforge.access.trusted-proxies}. Then {@code X-Forwarded-For} is read from its end, where the nearest proxy wrote,
 * as long as the addresses are trusted. The part that the caller itself supplied is never reached.
 */
@Startup // finds an invalid setting at startup rather than on the first request
@ApplicationScoped
public class ClientAddress {

    /** No real chain of proxies is this long; a longer one is an attack. */
    static final int MAX_HOPS = 50;

    private static final Logger LOG = Logger.getLogger(ClientAddress.class);
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    /** What the names of headers begin with that proxies and content delivery networks add. */
    private static final Pattern PROXY_HEADER = Pattern
            .compile("(?i)(?:x-)?forwarded.*|x-(?:real|client|original|envoy|cluster)-.*"
                    + "|via|cf-.*|cdn-loop|true-client-ip|fly-.*|x-amz.*|x-appengine.*|x-azure.*");

    /** An address with optional brackets, port and quotes, as in RFC 7239 section 6. */
    private static final Pattern HOP = Pattern.compile(
            "(\"?)(?:\\[(?<v6>[0-9A-Fa-f:.]+)](?::[0-9]{1,5})?|(?<v4>[0-9.]+)(?::[0-9]{1,5})?|(?<bare>[0-9A-Fa-f:.]+))\\1");
    private static final int MAX_HOP_CHARS = 64;

    private final List<AddressRange> trusted;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    ClientAddress(AccessConfig config) {
        this(config.trustedProxies().orElse(List.of()));
    }

    ClientAddress(List<String> trustedProxies) {
        try {
            this.trusted = trustedProxies.stream().map(String::strip).map(AddressRange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw CannotStart.because("VOICEFORGE_TRUSTED_PROXIES: each entry " + e.getMessage() + ".");
        }
    }

    /**
     * The caller's address; an IPv4-mapped IPv6 address becomes IPv4. If the header is malformed, it is read as far as
     * possible, and the last trusted proxy's address is used for the caller. A peer on a Unix domain socket is on this machine:
     * 127.0.0.1. If the connection closed before its address was read, the result is 0.0.0.0, which is never a real source (RFC
     * 1122 section 3.2.1.3).
     */
    public InetAddress of(RoutingContext context) {
        // the connection's address, because quarkus.http.proxy.* may have taken the request's from a header
        return of(context.request().connection().remoteAddress(), context.request().headers().getAll(FORWARDED_FOR));
    }

    /** Whether the request comes from this machine itself, and not through a proxy on it that says so in a header. */
    static boolean isThisMachine(SocketAddress peer, MultiMap headers) {
        return headers.names().stream().noneMatch(name -> PROXY_HEADER.matcher(name).matches())
                && address(peer).isLoopbackAddress();
    }

    /** The form of an address in responses and the audit trail (RFC 5952). */
    public static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    InetAddress of(SocketAddress peer, List<String> forwardedFor) {
        InetAddress address = address(peer);
        if (!isTrusted(address)) {
            if (!forwardedFor.isEmpty() && warned.compareAndSet(false, true)) {
                LOG.warnf(
                        "Requests come through a proxy at %s, which is not in VOICEFORGE_TRUSTED_PROXIES: all callers behind it"
                                + " count as one address",
                        text(address));
            }
            return address;
        }
        int hops = 0;
        for (int i = forwardedFor.size() - 1; i >= 0; i--) {
            String header = forwardedFor.get(i);
            int end = header.length();
            while (end >= 0) {
                int comma = header.lastIndexOf(',', end - 1);
                Optional<InetAddress> hop = ++hops > MAX_HOPS ? Optional.empty()
                        : hop(header.substring(comma + 1, end).strip());
                if (hop.isEmpty()) {
                    return address;
                }
                address = hop.get();
                if (!isTrusted(address)) {
                    return address;
                }
                end = comma;
            }
        }
        return address;
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static InetAddress address(SocketAddress peer) {
        if (peer == null) {
            return Inet.INET4_ANY;
        }
        if (peer.isDomainSocket()) {
            return Inet.INET4_LOOPBACK;
        }
        String text = peer.hostAddress();
        if (text != null && NetUtil.isValidIpV4Address(text)) {
            return NetUtil.createInetAddressFromIpAddressString(text);
        }
        int zone = text == null ? -1 : text.indexOf('%');
        return AddressRange.address(zone < 0 ? text : text.substring(0, zone)).orElse(Inet.INET4_ANY);
    }

    private static Optional<InetAddress> hop(String entry) {
        if (entry.length() > MAX_HOP_CHARS) {
            return Optional.empty();
        }
        Matcher hop = HOP.matcher(entry);
        if (!hop.matches()) {
            return Optional.empty();
        }
        String v6 = hop.group("v6");
        String v4 = hop.group("v4");
        return AddressRange.address(v6 != null ? v6 : v4 != null ? v4 : hop.group("bare"));
    }
}
