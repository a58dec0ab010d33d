package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimit;

/** The bodies of requests about customers, as documented; {@link CustomerRequestBody} reads them. */
final class CustomerSchemas {

    private CustomerSchemas() {
    }

    @Schema(name = "NewCustomer", requiredProperties = "name", additionalProperties = Schema.False.class, examples = """
            {"name":"Hotel Aurora","rateLimit":5000,"maxConcurrent":50,"quota":{"characters":1000000}}""")
    record NewCustomer(@Schema(minLength = 1, maxLength = CustomerRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX
                    + "", description = "Requests of all its keys together in any hour; null: no limit") Integer rateLimit,
            @Schema(nullable = true) Schemas.RateLimitsChange rateLimits,
            @Schema(nullable = true, minimum = "1") Integer maxConcurrent, @Schema(nullable = true) Quota quota) {
    }

    @Schema(name = "CustomerChange", minProperties = 1, additionalProperties = Schema.False.class, examples = """
            {"quota":{"characters":2000000}}""")
    record CustomerChange(@Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX
            + "", description = "Requests of all its keys together in any hour; null: no limit") Integer rateLimit,
            @Schema(nullable = true) Schemas.RateLimitsChange rateLimits,
            @Schema(nullable = true, minimum = "1") Integer maxConcurrent,
            @Schema(nullable = true) Quota quota) {
    }
}
