package io.voiceforge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.common.net.Inet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AddressRangeTest {

    private static final String EXPECTED = "must be an IP address or a CIDR range such as 203.0.113.0/24 or 2001:db8::/32";

    @ParameterizedTest
    @CsvSource(value = {
            "203.0.113.0/24       | 203.0.113.0/24",
            "203.0.113.77/24      | 203.0.113.0/24",
            "203.0.113.7          | 203.0.113.7",
            "203.0.113.7/32       | 203.0.113.7",
            "255.255.255.255/1    | 128.0.0.0/1",
            "0.0.0.0/0            | 0.0.0.0/0",
            "9.9.9.9/0            | 0.0.0.0/0",
            "2001:db8::/32        | 2001:db8::/32",
            "2001:DB8:0:0::FFFF/33 | 2001:db8::/33",
            "2001:db8::1          | 2001:db8::1",
            "2001:db8::1/128      | 2001:db8::1",
            "2001:0db8:0000:0000:0001:0000:0000:0001 | 2001:db8::1:0:0:1",
            "1:0:0:2:0:0:0:0      | 1:0:0:2::",
            "2001:db8:0:1:1:1:1:1 | 2001:db8:0:1:1:1:1:1",
            "::                   | ::",
            "::1                  | ::1",
            "ffff::/0             | ::/0",
            "::ffff:203.0.113.7   | 203.0.113.7",
            "::FFFF:cb00:7107     | 203.0.113.7",
            "0:0:0:0:0:ffff:203.0.113.7/120 | 203.0.113.0/24",
            "::ffff:0:0/96        | 0.0.0.0/0",
            "1:2:3:4:5:6:7::      | 1:2:3:4:5:6:7:0",
            "::2:3:4:5:6:7:8      | 0:2:3:4:5:6:7:8",
            "::203.0.113.7        | ::cb00:7107",
            "64:ff9b::203.0.113.7 | 64:ff9b::cb00:7107" }, delimiter = '|')
    void writesARangeInOneWayHoweverItWasWritten(String written, String text) {
        AddressRange range = AddressRange.parse(written);

        assertThat(range.text()).isEqualTo(text);
        assertThat(range).hasToString(text).isEqualTo(AddressRange.parse(text)).hasSameHashCodeAs(AddressRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource(value = {
            "203.0.113.0/24  | 203.0.113.0     | true",
            "203.0.113.0/24  | 203.0.113.255   | true",
            "203.0.113.0/24  | 203.0.114.0     | false",
            "203.0.113.0/24  | ::ffff:203.0.113.9 | true",
            "203.0.113.0/23  | 203.0.112.255   | true",
            "203.0.113.7     | 203.0.113.7     | true",
            "203.0.113.7     | 203.0.113.6     | false",
            "0.0.0.0/0       | 255.255.255.255 | true",
            "0.0.0.0/0       | ::1             | false",
            "0.0.0.0/0       | ::ffff:9.9.9.9  | true",
            "::/0            | 2001:db8::1     | true",
            "::/0            | 9.9.9.9         | false",
            "::/0            | ::ffff:9.9.9.9  | false",
            "::ffff:0:0/96   | 9.9.9.9         | true",
            "2001:db8::/33   | 2001:db8:7fff::1 | true",
            "2001:db8::/33   | 2001:db8:8000::1 | false",
            "::1             | ::1             | true",
            "::1             | 127.0.0.1       | false",
            "::203.0.113.7   | 203.0.113.7     | false" }, delimiter = '|')
    void holdsTheAddressesOfItsPrefix(String range, String address, boolean held) throws UnknownHostException {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address))).isEqualTo(held);
        assertThat(AddressRange.parse(range).contains(rawBytes(address))).isEqualTo(held);
    }

    @Test
    void holdsNothingThatIsNotAnAddress() {
        assertThat(AddressRange.parse("0.0.0.0/0").contains(new byte[0])).isFalse();
        assertThat(AddressRange.parse("::/0").contains(new byte[15])).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " ", "/", "/8", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "1..2.3", "1.2.3.256",
            "16909060",
            "4294967297.1.1.1", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/08", "1.2.3.4/8/8", "1.2.3.4/ 8",
            "1.2.3.4/0x8", "1.2.3.4/999999999999", "1.2.3.4/255.255.255.0", "1.2.3.0-9", "1.2.3.*", "::/129", "::/1000", ":",
            ":::",
            ":1", "1:", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5:6:7::8", "1::2:3:4:5:6:7:8", "1:2:3:4:5:6::1.2.3.4", "00001::",
            "::ffff:1.2.3",
            "localhost", "example.com", "example.com/24", "a.b.c.d", "dead.beef", "0x7f.1", "0x7f.0.0.1", "127.1",
            // octal elsewhere
            "0177.0.0.1", "010.0.0.1", "1.2.3.04", "::ffff:010.0.0.1",
            // these stand for IPv4, which has no such prefix
            "::ffff:1.2.3.4/24", "::ffff:1.2.3.4/95",
            " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "\t::1", "1.2.3.4\u0000", "[::1]", "[::1]/128", "[1.2.3.4]", "1.2.3.4:80",
            "fe80::1%eth0", "fe80::1%1", "fe80::1%eth0/64", "fe80::/64%eth0", "\u0661.2.3.4", "1.2.3.4/\u0661",
            "\uff11.2.3.4", "1\u30022.3.4", "1.2.3.4,5.6.7.8", "http://1.2.3.4", "any", "*" })
    void refusesEverythingElseWithWhatIsExpected(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text)).withMessage(EXPECTED).withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = { "1", "1.", "1:", ":", "f", "0", "/", "1.2.3.4/", "::", "%", "x." })
    void refusesVeryLongTexts(String part) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(part.repeat(10_000))).withMessage(EXPECTED);
        assertThat(AddressRange.address(part.repeat(10_000))).isEmpty();
    }

    @Test
    void readsSingleAddresses() throws UnknownHostException {
        assertThat(AddressRange.address("203.0.113.7")).contains(InetAddress.getByName("203.0.113.7"));
        assertThat(AddressRange.address("2001:db8::7")).contains(InetAddress.getByName("2001:db8::7"));
        assertThat(AddressRange.address("::ffff:203.0.113.7")).contains(InetAddress.getByName("203.0.113.7"))
                .containsInstanceOf(Inet4Address.class);
        assertThat(AddressRange.address("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")).isPresent();
        assertThat(AddressRange.address("203.0.113.7/32")).isEmpty();
        assertThat(AddressRange.address("localhost")).isEmpty();
        assertThat(AddressRange.address(null)).isEmpty();
    }

    @Property
    void agreesWithArithmeticOnIpv4(@ForAll @Size(4) byte[] network, @ForAll @IntRange(max = 32) int prefix,
            @ForAll @IntRange(max = 32) int common, @ForAll @Size(4) byte[] noise) {
        agreesWithArithmetic(network, prefix, sharing(common, network, noise));
    }

    @Property
    void agreesWithArithmeticOnIpv6(@ForAll @Size(16) byte[] network, @ForAll @IntRange(max = 128) int prefix,
            @ForAll @IntRange(max = 128) int common, @ForAll @Size(16) byte[] noise) {
        byte[] global = network.clone();
        global[0] |= 0x20; // not one that stands for IPv4
        agreesWithArithmetic(global, prefix, sharing(common, global, noise));
    }

    @Property(tries = 5000)
    void understandsAnAddressLikeAnotherParserOrRefusesIt(@ForAll("almostAddresses") String text)
            throws UnknownHostException {
        Optional<InetAddress> address = AddressRange.address(text);

        if (address.isPresent()) {
            assertThat(address).contains(InetAddress.getByAddress(Inet.parseInetAddressToBytes(text)));
            assertThat(AddressRange.parse(text)).isEqualTo(AddressRange.parse(AddressRange.parse(text).text()));
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text)).withMessage(EXPECTED);
        }
    }

    @Provide
    Arbitrary<String> almostAddresses() {
        return Arbitraries.of(":", ":", "::", "0", "1", "ffff", "DB8", "abcde", "00", "8:", "1:2:3:4:5:6:7", ":2:3", "1.2.3.4",
                "255.0", ".", "256.").list().ofMinSize(1).ofMaxSize(9).map(parts -> String.join("", parts));
    }

    private static void agreesWithArithmetic(byte[] network, int prefix, byte[] address) {
        int hostBits = network.length * 8 - prefix;
        BigInteger expected = new BigInteger(1, network).shiftRight(hostBits);

        AddressRange range = AddressRange.parse(write(network) + "/" + prefix);

        assertThat(range.contains(network)).isTrue();
        assertThat(range.contains(address)).isEqualTo(new BigInteger(1, address).shiftRight(hostBits).equals(expected));
        assertThat(range.contains(new byte[20 - network.length])).isFalse();
        assertThat(AddressRange.parse(range.text())).isEqualTo(range);
        assertThat(range.text().contains("/")).isEqualTo(hostBits > 0);
    }

    /** The first bits of one and the rest of the other. */
    private static byte[] sharing(int bits, byte[] first, byte[] rest) {
        BigInteger mask = BigInteger.ONE.shiftLeft(first.length * 8 - bits).subtract(BigInteger.ONE);
        byte[] value = new BigInteger(1, first).andNot(mask).or(new BigInteger(1, rest).and(mask)).toByteArray();
        byte[] address = new byte[first.length];
        int length = Math.min(value.length, address.length);
        System.arraycopy(value, value.length - length, address, address.length - length, length);
        return address;
    }

    private static String write(byte[] address) {
        return address.length == 4
                ? IntStream.range(0, 4).mapToObj(i -> String.valueOf(address[i] & 0xff)).collect(Collectors.joining("."))
                : IntStream.range(0, 8).mapToObj(i -> String.format("%02x%02x", address[2 * i], address[2 * i + 1]))
                        .collect(Collectors.joining(":"));
    }

    /** In 16 bytes when it is written so, which the JDK does not keep. */
    private static byte[] rawBytes(String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        if (bytes.length == 16 || !address.startsWith("::ffff:")) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }
}
