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
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.config.CannotStart;
import io.voiceforge.key.AddressRange;

/**
 * Where a request comes from. That is the other end of the connection, unless it is one of
 * {@code voiceforge.access.trusted-proxies}: then {@code X-Forwarded-For} is read from its end, where the nearest proxy wrote,
 * as far as those who wrote are trusted. What the caller itself put there is never reached.
 */
@Startup // a wrong setting is found at the start and not by the first request
@ApplicationScoped
public class ClientAddress {

    /** No chain of proxies is that long; what is longer was made to keep us busy. */
    static final int MAX_HOPS = 50;

    private static final Logger LOG = Logger.getLogger(ClientAddress.class);
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    /** An address, in brackets or not, with a port or not, in quotes or not, as in RFC 7239 section 6. */
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
            throw CannotStart.because("VOICEFORGE_TRUSTED_PROXIES: each of its entries " + e.getMessage() + ".");
        }
    }

    /**
     * The caller's address; IPv4 where it is mapped into IPv6. A header that cannot be read counts as far as it can: the last
     * trusted proxy's address stands for the caller then. A peer on a Unix domain socket is on this machine: 127.0.0.1. When
     * the connection is gone before anybody asked, it is 0.0.0.0, from which nobody calls (RFC 1122 section 3.2.1.3).
     */
    public InetAddress of(RoutingContext context) {
        // the connection's and not the request's: that one may have been taken from a header by quarkus.http.proxy.*
        return of(context.request().connection().remoteAddress(), context.request().headers().getAll(FORWARDED_FOR));
    }

    /** How an address is written in answers and the audit trail (RFC 5952). */
    public static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    InetAddress of(SocketAddress peer, List<String> forwardedFor) {
        InetAddress address = address(peer);
        if (!isTrusted(address)) {
            if (!forwardedFor.isEmpty() && warned.compareAndSet(false, true)) {
                LOG.warnf(
                        "Requests come through a proxy at %s, which VOICEFORGE_TRUSTED_PROXIES does not name: all callers behind it"
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
