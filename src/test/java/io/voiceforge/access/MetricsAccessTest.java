package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.admin.AdminTokensInMemory;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.Settings;

/** Every combination of what is set, where a request comes from and what it brings. */
class MetricsAccessTest {

    private static final String ADMIN = "the-administrators";
    private static final String METRICS = "the-scrapers";

    private final FailedAttempts failures = new FailedAttempts(3, 10, new Metrics(new SimpleMeterRegistry()),
            Ticker.systemTicker());

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            // what is set, the peer, a proxy's header, what it brings: the refusal
            "none, 127.0.0.1, -, -, -",
            "none, ::1, -, -, -",
            "none, 127.0.0.1, -, nonsense, -",
            "none, 0:0:0:0:0:ffff:7f00:1, -, -, -",
            "none, 127.0.0.1, X-Forwarded-For, -, ADMIN_DISABLED",
            "none, 127.0.0.1, X-Real-IP, -, ADMIN_DISABLED",
            "none, 127.0.0.1, forwarded, -, ADMIN_DISABLED",
            "none, 127.0.0.1, Via, -, ADMIN_DISABLED",
            "none, 127.0.0.1, X-Forwarded-Port, -, ADMIN_DISABLED",
            "none, 127.0.0.1, CF-Connecting-IP, -, ADMIN_DISABLED",
            "none, 127.0.0.1, x-envoy-external-address, -, ADMIN_DISABLED",
            "none, 10.0.0.7, -, -, ADMIN_DISABLED",
            "none, 203.0.113.7, -, nonsense, ADMIN_DISABLED",
            "admin, 127.0.0.1, -, -, -",
            "admin, 127.0.0.1, X-Forwarded-For, -, ADMIN_AUTH_REQUIRED",
            "admin, 203.0.113.7, -, -, ADMIN_AUTH_REQUIRED",
            "admin, 203.0.113.7, -, nonsense, INVALID_ADMIN_TOKEN",
            "admin, 203.0.113.7, -, the-scrapers, INVALID_ADMIN_TOKEN",
            "admin, 203.0.113.7, -, the-administrators, -",
            "metrics, 127.0.0.1, -, -, ADMIN_AUTH_REQUIRED",
            "metrics, 127.0.0.1, -, nonsense, INVALID_ADMIN_TOKEN",
            "metrics, 127.0.0.1, -, the-scrapers, -",
            "metrics, 203.0.113.7, X-Forwarded-For, the-scrapers, -",
            "metrics, 203.0.113.7, -, the-administrators, INVALID_ADMIN_TOKEN",
            "both, 203.0.113.7, -, the-scrapers, -",
            "both, 203.0.113.7, -, the-administrators, -",
            "both, 127.0.0.1, -, -, ADMIN_AUTH_REQUIRED",
            "open, 203.0.113.7, X-Forwarded-For, -, -",
            "open, 203.0.113.7, -, nonsense, -" })
    void opensToThoseWhoMayRead(String set, String peer, String proxyHeader, String token, ErrorCode refusal) {
        AbstractThrowableAssert<?, ? extends Throwable> check = assertThatCode(
                () -> check(access(set), peer, proxyHeader, token));

        if (refusal == null) {
            check.doesNotThrowAnyException();
        } else {
            check.isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.code()).isEqualTo(refusal));
        }
    }

    @Test
    void guessingIsSlowedDownAsWithTheAdminToken() {
        MetricsAccess access = access("metrics");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> check(access, "203.0.113.7", null, "guess")).isInstanceOf(ApiException.class);
        }

        assertThatThrownBy(() -> check(access, "203.0.113.7", null, METRICS))
                .isInstanceOfSatisfying(ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_FAILED_ATTEMPTS));
        assertThatCode(() -> check(access, "203.0.113.8", null, METRICS)).doesNotThrowAnyException();
    }

    private MetricsAccess access(String set) {
        Map<String, String> settings = new HashMap<>();
        if (set.equals("admin") || set.equals("both")) {
            settings.put("voiceforge.access.admin-token", ADMIN);
        }
        if (set.equals("metrics") || set.equals("both")) {
            settings.put("voiceforge.access.metrics-token", METRICS);
        }
        settings.put("voiceforge.access.metrics-open", String.valueOf(set.equals("open")));
        AccessConfig config = Settings.of(AccessConfig.class, settings);
        ClientAddress addresses = new ClientAddress(List.of());
        return new MetricsAccess(config,
                new AdminAccess(config, new AdminTokens(new AdminTokensInMemory()), addresses, failures), addresses, failures);
    }

    private static void check(MetricsAccess access, String peer, String proxyHeader, String token) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (proxyHeader != null) {
            headers.add(proxyHeader, "198.51.100.1");
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(peer);
        access.check(ClientAddress.isThisMachine(SocketAddress.inetSocketAddress(1234, peer), headers), address, token)
                .await().indefinitely();
    }
}
