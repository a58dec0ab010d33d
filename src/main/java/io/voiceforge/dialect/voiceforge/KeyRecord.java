package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.key.Scope;

/** A key on the wire. {@code key}, the secret, is present only in the response to the request that creates it. */
record KeyRecord(UUID id, String name, String hint, boolean active, Instant createdAt, Instant updatedAt,
        @Schema(nullable = true) Instant lastUsedAt,
        @Schema(nullable = true) Instant expiresAt, @Schema(nullable = true) Instant revokedAt, long usage,
        @Schema(nullable = true, description = "Requests in any hour; null: no limit") Integer rateLimit, OtherRates rateLimits,
        @Schema(nullable = true) Integer maxConcurrent, Quota quota,
        List<String> scopes,
        List<String> allowedIps, @JsonRawValue @Schema(type = SchemaType.OBJECT) String metadata,
        @Schema(nullable = true, description = "The name of the customer that the key belongs to") String customer,
        boolean speechCache,
        @JsonInclude(JsonInclude.Include.NON_NULL) String key) {

    /** The rate limits besides that of the hour; null: no limit. */
    @RegisterForReflection
    @Schema(name = "RateLimits", description = "Requests in any second, minute and day; null: no limit")
    record OtherRates(@Schema(nullable = true) Integer second, @Schema(nullable = true) Integer minute,
            @Schema(nullable = true) Integer day) {

        static OtherRates of(RateLimits limits) {
            return new OtherRates(limits.in(RateWindow.SECOND), limits.in(RateWindow.MINUTE), limits.in(RateWindow.DAY));
        }
    }

    static KeyRecord of(ApiKey key) {
        return of(key, null);
    }

    static KeyRecord of(ApiKey key, String secret) {
        ApiKey.Settings settings = key.settings();
        return new KeyRecord(key.id(), settings.name(), key.hint(), key.active(), key.createdAt(), key.updatedAt(),
                key.lastUsedAt(), settings.expiresAt(), key.revokedAt(), key.usage(), settings.rateLimits().in(RateWindow.HOUR),
                OtherRates.of(settings.rateLimits()),
                settings.maxConcurrent(), settings.quota(), settings.scopes().stream().map(Scope::wireName).sorted().toList(),
                settings.allowedIps().stream().map(AddressRange::text).toList(), settings.metadata(), settings.customer(),
                settings.speechCache(),
                secret);
    }
}
