package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.voiceforge.key.Quota;

/** The bodies of requests about customers, as documented; {@link CustomerRequestBody} reads them. */
final class CustomerSchemas {

    private CustomerSchemas() {
    }

    @Schema(name = "NewCustomer", requiredProperties = "name", additionalProperties = Schema.False.class, examples = """
            {"name":"Hotel Aurora","maxConcurrent":50,"quota":{"characters":1000000}}""")
    record NewCustomer(@Schema(minLength = 1, maxLength = CustomerRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, minimum = "1") Integer maxConcurrent, @Schema(nullable = true) Quota quota) {
    }

    @Schema(name = "CustomerChange", minProperties = 1, additionalProperties = Schema.False.class, examples = """
            {"quota":{"characters":2000000}}""")
    record CustomerChange(@Schema(nullable = true, minimum = "1") Integer maxConcurrent,
            @Schema(nullable = true) Quota quota) {
    }
}
