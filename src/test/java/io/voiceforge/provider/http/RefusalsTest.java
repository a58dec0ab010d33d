package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.json.JsonObject;
import io.voiceforge.error.ProviderRefusal;

class RefusalsTest {

    /** Providers repeat what callers have sent, however long it is and whatever it is made of. */
    @ParameterizedTest
    @ValueSource(strings = { "/a", "a.", "sk-", "a@b.", "x", "[:", "1.", "Bearer " })
    void aMessageOfAnyLengthIsCut(String part) {
        ProviderRefusal refusal = Refusals.read(new JsonObject()
                .put("error", new JsonObject().put("message", "Bad input: " + part.repeat(60_000 / part.length()))).toBuffer());

        assertThat(refusal.message()).startsWith("Bad input: ").hasSizeLessThanOrEqualTo(301);
    }
}
