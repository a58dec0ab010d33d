package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.voiceforge.testing.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class ClientAddressTest {

    private static final String PROXY = "10.0.0.1";
    private static final ClientAddress BEHIND_PROXIES = new ClientAddress(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));
    private static final ClientAddress BEHIND_NOTHING = new ClientAddress(List.of());

    @ParameterizedTest
    @ValueSource(strings = { "198.51.100.1", "10.0.0.1", "2001:db8::1", "127.0.0.1", "::1" })
    void isThePeerWhenNoProxyIsTrusted(String peer) {
        assertThat(of(BEHIND_NOTHING, peer, "203.0.113.7")).isEqualTo(peer);
    }

    @Test
    void isThePeerWhenThatIsNoTrustedProxy() {
        assertThat(of(BEHIND_PROXIES, "198.51.100.1", "203.0.113.7")).isEqualTo("198.51.100.1");
        assertThat(of(BEHIND_PROXIES, "198.51.100.1", "203.0.113.7, 10.0.0.2")).isEqualTo("198.51.100.1");
    }

    @Test
    void isTheProxyItselfWhenItSaysNothing() {
        assertThat(of(BEHIND_PROXIES, PROXY)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "203.0.113.7                              | 203.0.113.7",
            "2001:db8::7                              | 2001:db8::7",
            "::ffff:203.0.113.7                       | 203.0.113.7",
            "203.0.113.7:51000                        | 203.0.113.7",
            "[2001:db8::7]:443                        | 2001:db8::7",
            "[2001:db8::7]                            | 2001:db8::7",
            "\"203.0.113.7\"                          | 203.0.113.7",
            "\"[2001:db8::7]:443\"                    | 2001:db8::7",
            // what the caller wrote is left of what the proxy wrote
            "6.6.6.6, 203.0.113.7                     | 203.0.113.7",
            "6.6.6.6,203.0.113.7                      | 203.0.113.7",
            "10.0.0.9, 203.0.113.7                    | 203.0.113.7",
            "nonsense, 203.0.113.7                    | 203.0.113.7",
            // other trusted proxies are passed over
            "6.6.6.6, 203.0.113.7, 10.0.0.2           | 203.0.113.7",
            "203.0.113.7, 2001:db8:ffff::2,  10.0.0.2 | 203.0.113.7",
            "203.0.113.7, ::ffff:10.0.0.2             | 203.0.113.7",
            "10.0.0.4, 10.0.0.3, 10.0.0.2             | 10.0.0.4" })
    void isWhatTheLastTrustedProxySaw(String header, String address) {
        assertThat(of(BEHIND_PROXIES, PROXY, header)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", ",", "unknown", "_hidden", "localhost", "203.0.113", "203.0.113.007", "203.0.113.7/32",
            "[203.0.113.7", "203.0.113.7]", "[2001:db8::7", "[[2001:db8::7]]", "\"203.0.113.7", "203.0.113.7\"",
            "'203.0.113.7'",
            "203.0.113.7:", "203.0.113.7:x", "203.0.113.7:123456", "203.0.113.7:1:2", "fe80::1%eth0", "for=203.0.113.7",
            "203.0.113.7;6.6.6.6", "203.0.113.7 6.6.6.6", "203.0.113.7,", "\u0662.0.113.7", "0x7f.1" })
    void isTheLastTrustedProxyWhenWhatItWroteCannotBeRead(String nonsense) {
        assertThat(of(BEHIND_PROXIES, PROXY, nonsense)).isEqualTo(PROXY);
        assertThat(of(BEHIND_PROXIES, PROXY, "203.0.113.7, " + nonsense)).isEqualTo(PROXY);
        assertThat(of(BEHIND_PROXIES, PROXY, "203.0.113.7, " + nonsense + ", 10.0.0.2")).isEqualTo("10.0.0.2");
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertThat(of(BEHIND_PROXIES, PROXY, "6.6.6.6", "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(of(BEHIND_PROXIES, PROXY, "6.6.6.6, 203.0.113.7", "10.0.0.3", "10.0.0.2")).isEqualTo("203.0.113.7");
        assertThat(of(BEHIND_PROXIES, PROXY, "203.0.113.7", "")).isEqualTo(PROXY);
    }

    @Test
    void looksAtNoMoreThanFiftyEntries() {
        String proxies = ", 10.0.0.2".repeat(ClientAddress.MAX_HOPS - 1);

        assertThat(of(BEHIND_PROXIES, PROXY, "203.0.113.7" + proxies)).isEqualTo("203.0.113.7");
        assertThat(of(BEHIND_PROXIES, PROXY, "203.0.113.7, 10.0.0.3" + proxies)).isEqualTo("10.0.0.3");
        assertThat(of(BEHIND_PROXIES, PROXY, Collections.nCopies(10_000, "10.0.0.2").toArray(String[]::new)))
                .isEqualTo("10.0.0.2");
        assertThat(of(BEHIND_PROXIES, PROXY, ",".repeat(100_000))).isEqualTo(PROXY);
        assertThat(of(BEHIND_PROXIES, PROXY, "1".repeat(100_000))).isEqualTo(PROXY);
    }

    @Property
    void neverBelievesWhatIsLeftOfTheCaller(
            @ForAll @StringLength(max = 60) @NumericChars @AlphaChars @Chars({ ',', '.', ':', ' ', '"', '[',
                    ']' }) String forged) {
        assertThat(of(BEHIND_PROXIES, PROXY, forged + ", 203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(of(BEHIND_PROXIES, PROXY, forged, "203.0.113.7, 10.0.0.2")).isEqualTo("203.0.113.7");
        assertThat(of(BEHIND_PROXIES, "198.51.100.1", forged)).isEqualTo("198.51.100.1");
    }

    @Test
    void knowsPeersWithoutAnAddress() throws UnknownHostException {
        InetAddress zoned = Inet6Address.getByAddress(null, InetAddress.getByName("fe80::7").getAddress(), 1);

        assertThat(of(BEHIND_NOTHING, SocketAddress.domainSocketAddress("/run/voiceforge.sock"))).isEqualTo("127.0.0.1");
        assertThat(of(BEHIND_NOTHING, SocketAddress.inetSocketAddress(new InetSocketAddress(zoned, 80)))).isEqualTo("fe80::7");
        assertThat(of(BEHIND_NOTHING, (SocketAddress) null)).isEqualTo("0.0.0.0");
        assertThat(of(BEHIND_PROXIES, SocketAddress.inetSocketAddress(80, "localhost"), "203.0.113.7")).isEqualTo("0.0.0.0");
    }

    @Test
    @Timeout(60)
    void isReadFromARequest() throws Exception {
        // Given
        ClientAddress clientAddress = new ClientAddress(List.of("127.0.0.1"));
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            router.route().handler(context -> context.end(ClientAddress.text(clientAddress.of(context))));
            HttpServer server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")
                    .toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                    .header("X-Forwarded-For", "6.6.6.6").header("x-forwarded-for", "\"[2001:db8::7]:443\" , 127.0.0.1");

            // When
            String address = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();

            // Then
            assertThat(address).isEqualTo("2001:db8::7");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesTheProxiesFromTheSettings() {
        ClientAddress clientAddress = new ClientAddress(config("10.0.0.0/8, 2001:db8:ffff::/48"));

        assertThat(of(clientAddress, "2001:db8:ffff::1", "203.0.113.7, 10.9.9.9")).isEqualTo("203.0.113.7");
        assertThat(of(new ClientAddress(config("")), PROXY, "203.0.113.7")).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "proxy.internal", "10.0.0.0/33", "10.0.0.0/8;10.1.0.0/16", "10.0.0.0/8,nonsense", "*", "true" })
    void stopsTheStartWhenAProxyIsNotARange(String setting) {
        assertThatThrownBy(() -> new ClientAddress(config(setting))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("VOICEFORGE_TRUSTED_PROXIES")
                .hasMessageContaining("must be an IP address or a CIDR");
    }

    private static AccessConfig config(String trustedProxies) {
        return Settings.of(AccessConfig.class, Map.of("voiceforge.access.trusted-proxies", trustedProxies));
    }

    private static String of(ClientAddress clientAddress, String peer, String... headers) {
        try {
            return of(clientAddress, SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(peer), 51000)),
                    headers);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String of(ClientAddress clientAddress, SocketAddress peer, String... headers) {
        return ClientAddress.text(clientAddress.of(peer, Arrays.asList(headers)));
    }
}
