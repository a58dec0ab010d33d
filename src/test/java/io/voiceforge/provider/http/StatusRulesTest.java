package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

class StatusRulesTest {

    private static final String JSON = "application/json";
    private static final String HTML = "text/html";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # status, media type, caller named the model, failure
            # answers
            200, audio/mpeg,       true,  -
            200, '',               true,  -
            299, application/json, false, -

            # a web page is no answer
            200, text/html,        true,  Unavailable
            500, text/html,        true,  Unavailable
            503, text/html,        true,  Transient
            503, application/json, true,  Transient
            404, text/html,        true,  RejectedOperator

            # the caller's own fault
            400, application/json, false, RejectedCaller
            404, application/json, true,  RejectedCaller
            413, application/json, false, RejectedCaller
            422, application/json, false, RejectedCaller
            400, text/html,        false, RejectedCaller

            # the operator's fault
            401, application/json, true,  RejectedOperator
            403, application/json, true,  RejectedOperator
            404, application/json, false, RejectedOperator
            301, '',               true,  RejectedOperator
            302, text/html,        true,  RejectedOperator
            307, '',               true,  RejectedOperator
            308, '',               true,  RejectedOperator
             401, application/json, true, RejectedOperator

            # the provider's fault
            502, application/json, true,  Transient
            504, '',               true,  Transient
            500, application/json, true,  Unavailable
            501, application/json, true,  Unavailable
            408, application/json, true,  Unavailable
            418, application/json, true,  Unavailable
            429, application/json, true,  RateLimited
            """)
    void readsTheStatusOfAResponse(int status, String mediaType, boolean callerNamedModel,
            String failure) {
        // When
        ProviderFailure found = StatusRules.failure(ProviderId.OPENAI, status, mediaType, null, callerNamedModel);

        // Then
        assertThat(found == null ? null : found.getClass().getSimpleName()).isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "1,1", "2,2", "002,2" })
    void triesAgainAfterAShortWait(String retryAfter, int seconds) {
        // When
        ProviderFailure failure = StatusRules.failure(ProviderId.OPENAI, 429, JSON, retryAfter, true);

        // Then
        assertThat(failure).isInstanceOfSatisfying(ProviderFailure.Transient.class,
                again -> assertThat(again.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "3", "60", "99999", "99999999999999999999", "-1", "1.5", "", " ", "soon",
            "Wed, 21 Oct 2026 07:28:00 GMT", "\u0661" })
    void doesNotTryAgainAfterALongWaitOrOneThatItCannotRead(String retryAfter) {
        assertThat(StatusRules.failure(ProviderId.OPENAI, 429, JSON, retryAfter, true))
                .isInstanceOf(ProviderFailure.RateLimited.class);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # as the provider says, or the usual, at most an hour
            -,      5
            soon,   5
            1,      1
            17,     17
            3600,   3600
            86400,  3600
            'Wed, 21 Oct 2015 07:28:00 GMT', 5
            """)
    void tellsCallersHowLongToWait(String retryAfter, int seconds) {
        ApiException told = StatusRules.failure(ProviderId.OPENAI, 429, JSON, retryAfter, true).toApiException();

        assertThat(told.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(told.retryAfter()).hasValue(Duration.ofSeconds(seconds));
    }

    @Test
    void waitMayBeADate() {
        String inTenMinutes = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10));

        assertThat(StatusRules.failure(ProviderId.OPENAI, 429, JSON, inTenMinutes, true).toApiException().retryAfter().get())
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }

    @Test
    void namesTheProviderAndTheStatus() {
        assertThat(StatusRules.failure(new ProviderId("kokoro"), 500, JSON, null, true))
                .hasMessageContaining("kokoro").hasMessageContaining("500");
        assertThat(StatusRules.failure(new ProviderId("kokoro"), 404, HTML, null, true)).hasMessageContaining("web page");
    }

    @Test
    void keepsNoRetryWaitForAGatewayError() {
        assertThat(StatusRules.failure(ProviderId.OPENAI, 502, JSON, "1", true)).isInstanceOfSatisfying(
                ProviderFailure.Transient.class, again -> assertThat(again.retryAfter()).isZero());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,                            ''
            '',                           ''
            ;,                            ''
            text/html,                    text/html
            text/html; charset=utf-8,     text/html
            'Text/HTML ;charset=UTF-8',   text/html
            APPLICATION/JSON,             application/json
            ' audio/wav ',                audio/wav
            """)
    void readsAMediaType(String contentType, String mediaType) {
        assertThat(StatusRules.mediaType(contentType)).isEqualTo(mediaType);
    }
}
