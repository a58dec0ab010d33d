package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateWindow;

/** A customer on the wire. */
record CustomerRecord(UUID id, String name, Instant createdAt, Instant updatedAt,
        @Schema(nullable = true, description = "Requests of all its keys together in any hour; null: no limit") Integer rateLimit,
        KeyRecord.OtherRates rateLimits,
        @Schema(nullable = true, description = "Of all its keys together; null: no limit") Integer maxConcurrent, Quota quota) {

    static CustomerRecord of(Customer customer) {
        return new CustomerRecord(customer.id(), customer.name(), customer.createdAt(), customer.updatedAt(),
                customer.rateLimits().in(RateWindow.HOUR), KeyRecord.OtherRates.of(customer.rateLimits()),
                customer.maxConcurrent(), customer.quota());
    }
}
