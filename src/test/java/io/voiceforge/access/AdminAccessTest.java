package io.voiceforge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voiceforge.access.AdminAccess.Administrator;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.admin.AdminToken.Settings;
import io.voiceforge.admin.AdminTokens;
import io.voiceforge.admin.AdminTokensInMemory;
import io.voiceforge.audit.Author;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.observe.Metrics;

/** Who is an administrator, with and without ADMIN_TOKEN. */
class AdminAccessTest {

    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
    private static final Author SOMEBODY = new Author("admin", null, "::1");

    private final FailedAttempts failures = new FailedAttempts(3, 10, new Metrics(new SimpleMeterRegistry()),
            Ticker.systemTicker());
    private final AdminTokens tokens = new AdminTokens(new AdminTokensInMemory());

    @Test
    void withoutAnyTokenNobodyIs() {
        AdminAccess access = access(Map.of());

        assertThat(refusal(access, null)).isEqualTo(ErrorCode.ADMIN_DISABLED);
        assertThat(refusal(access, "vfa_" + "0".repeat(64))).isEqualTo(ErrorCode.ADMIN_DISABLED);
    }

    @ParameterizedTest
    @EnumSource(AdminRole.class)
    void namedTokenIsEnough(AdminRole role) {
        AdminAccess access = access(Map.of());
        String secret = token("zoe", role, null);
        UUID id = tokens.find(secret).await().indefinitely().orElseThrow().id();

        assertThat(access.authenticate(secret, ADDRESS).await().indefinitely())
                .isEqualTo(new Administrator("zoe", id, role));
        assertThat(refusal(access, null)).isEqualTo(ErrorCode.ADMIN_AUTH_REQUIRED);
    }

    @Test
    void expiredAndUnknownTokensAreWrongAndCount() {
        AdminAccess access = access(Map.of());
        String expired = token("old", AdminRole.ADMIN, Instant.now().minusSeconds(1));
        String good = token("zoe", AdminRole.ADMIN, null);

        assertThat(refusal(access, expired)).isEqualTo(ErrorCode.INVALID_ADMIN_TOKEN);
        assertThat(refusal(access, "vfa_" + "0".repeat(64))).isEqualTo(ErrorCode.INVALID_ADMIN_TOKEN);
        assertThat(refusal(access, "nonsense")).isEqualTo(ErrorCode.INVALID_ADMIN_TOKEN);
        assertThat(refusal(access, good)).isEqualTo(ErrorCode.TOO_MANY_FAILED_ATTEMPTS);
    }

    @Test
    void adminTokenStaysBesideThem() {
        AdminAccess access = access(Map.of("voiceforge.access.admin-token", "the-operators"));
        String secret = token("zoe", AdminRole.VIEWER, null);

        assertThat(access.authenticate("the-operators", ADDRESS).await().indefinitely())
                .isEqualTo(new Administrator("admin", null, AdminRole.ADMIN));
        assertThat(access.authenticate(secret, ADDRESS).await().indefinitely().name()).isEqualTo("zoe");
    }

    private String token(String name, AdminRole role, Instant expiresAt) {
        return tokens.create(new Settings(name, role, expiresAt), SOMEBODY).await().indefinitely().secret();
    }

    private AdminAccess access(Map<String, String> settings) {
        return new AdminAccess(io.voiceforge.testing.Settings.of(AccessConfig.class, settings), tokens,
                new ClientAddress(List.of()), failures);
    }

    private static ErrorCode refusal(AdminAccess access, String given) {
        return access.authenticate(given, ADDRESS).map(found -> (ErrorCode) null).onFailure(ApiException.class)
                .recoverWithItem(refused -> ((ApiException) refused).code()).await().indefinitely();
    }
}
