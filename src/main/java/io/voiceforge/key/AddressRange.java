package io.voiceforge.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;
import io.smallrye.common.net.CidrAddress;

/**
 * A range of IP addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3), or a single address. An IPv4-mapped
 * IPv6 address (RFC 4291 section 2.5.5.2, {@code ::ffff:203.0.113.7}) is treated as that IPv4 address, so no IPv6 range, not
 * even {@code ::/0}, contains an IPv4 address. Host names are never resolved.
 */
public final class AddressRange {

    private static final String EXPECTED = "must be an IP address or a CIDR range such as 203.0.113.0/24 or 2001:db8::/32";

    private static final int IPV4_BITS = 32;
    private static final int MAPPED_PREFIX_BITS = 96;

    /** An IPv6 address with an IPv4 suffix. */
    private static final int MAX_ADDRESS_CHARS = 45;
    private static final int MAX_CHARS = MAX_ADDRESS_CHARS + "/128".length();

    /**
     * Restricts the input of the JDK's parser, which also accepts zones and leading zeros. Others read these as octal:
     * 010.0.0.1 would be 10.0.0.1 here and 8.0.0.1 there.
     */
    private static final String GROUP = "[0-9A-Fa-f]{0,4}";
    private static final String OCTET = "(?:0|[1-9][0-9]{0,2})";
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:" + GROUP + ":){2,8}" + GROUP + "|(?:(?:" + GROUP + ":){2,7})?" + OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern RANGE = Pattern.compile("([^/]+)(?:/(0|[1-9][0-9]{0,2}))?");

    private final CidrAddress cidr;
    private final String text;

    private AddressRange(CidrAddress cidr) {
        this.cidr = cidr;
        InetAddress network = cidr.getNetworkAddress();
        // this one follows RFC 5952; the other library's does not always find the longest run of zeros
        String address = NetUtil.toAddressString(network);
        this.text = cidr.getNetmaskBits() == bits(network) ? address : address + "/" + cidr.getNetmaskBits();
    }

    /**
     * Parses a range; bits after the prefix are cleared.
     *
     * @throws IllegalArgumentException if the text is invalid or null; the message says what is expected and is meant to follow
     *         the name of the setting or member
     */
    public static AddressRange parse(String text) {
        return range(text).orElseThrow(() -> new IllegalArgumentException(EXPECTED));
    }

    /** Parses a single address; an IPv4-mapped one becomes IPv4. Empty if the text is not an address or is null. */
    public static Optional<InetAddress> address(String text) {
        if (text == null || text.length() > MAX_ADDRESS_CHARS || !ADDRESS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // the brackets mark an IPv6 literal, so that invalid text never causes a look-up; an IPv4-mapped address comes out
            // as IPv4
            return Optional.of(InetAddress.getByName(text.indexOf(':') >= 0 ? "[" + text + "]" : "[::ffff:" + text + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether the range contains this address of 4 or 16 bytes in network order. */
    public boolean contains(byte[] address) {
        return cidr.matches(isMapped(address) ? Arrays.copyOfRange(address, 12, 16) : address);
    }

    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** The shortest notation (RFC 5952): {@code 203.0.113.0/24}, {@code 2001:db8::/32}, {@code 203.0.113.7}. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && text.equals(range.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<AddressRange> range(String text) {
        if (text == null || text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        Matcher parts = RANGE.matcher(text);
        return !parts.matches() ? Optional.empty() : address(parts.group(1)).flatMap(address -> {
            int bits = bits(address);
            boolean mapped = bits == IPV4_BITS && parts.group(1).indexOf(':') >= 0;
            int prefix = parts.group(2) == null ? bits
                    : Integer.parseInt(parts.group(2)) - (mapped ? MAPPED_PREFIX_BITS : 0);
            return prefix < 0 || prefix > bits ? Optional.empty()
                    : Optional.of(new AddressRange(CidrAddress.create(address, prefix)));
        });
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private static boolean isMapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
