package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;

class AnswersTest {

    private static final String JSON = "application/json";
    private static final String HTML = "text/html";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # provider, status, media type, caller named the model, failure
            # answers
            SPACE,  200, application/json, true,  -
            SPACE,  200, audio/wav,        true,  -
            SPACE,  201, application/json, true,  -
            SPACE,  204, '',               true,  -
            OPENAI, 200, audio/mpeg,       true,  -
            OPENAI, 200, '',               true,  -
            OPENAI, 299, application/json, false, -

            # a Space that sleeps, builds or restarts
            SPACE,  503, application/json, true,  Waking
            SPACE,  503, text/html,        true,  Waking
            SPACE,  503, '',               false, Waking
            SPACE,  200, text/html,        true,  Waking
            SPACE,  202, text/html,        false, Waking
            SPACE,  400, text/html,        true,  Waking
            SPACE,  429, text/html,        true,  Waking
            SPACE,  500, text/html,        true,  Waking
            SPACE,  502, text/html,        true,  Waking
            SPACE,  504, text/html,        true,  Waking

            # a Space that is private or paused
            SPACE,  401, text/html,        true,  RejectedOperator
            SPACE,  403, text/html,        true,  RejectedOperator
            SPACE,  404, text/html,        true,  RejectedOperator
            SPACE,  404, text/html,        false, RejectedOperator
            SPACE,  401, application/json, true,  RejectedOperator

            # a Space that does not do this
            SPACE,  404, application/json, false, NotOffered
            SPACE,  405, application/json, true,  NotOffered

            # what only a Space means by a web page, or by 503
            OPENAI, 200, text/html,        true,  Unavailable
            OPENAI, 500, text/html,        true,  Unavailable
            OPENAI, 503, text/html,        true,  Transient
            OPENAI, 503, application/json, true,  Transient
            OPENAI, 404, text/html,        true,  RejectedOperator

            # the caller's own fault
            SPACE,  400, application/json, true,  RejectedCaller
            SPACE,  404, application/json, true,  RejectedCaller
            SPACE,  413, application/json, false, RejectedCaller
            SPACE,  422, application/json, false, RejectedCaller
            OPENAI, 400, application/json, false, RejectedCaller
            OPENAI, 404, application/json, true,  RejectedCaller
            OPENAI, 413, application/json, false, RejectedCaller
            OPENAI, 422, application/json, false, RejectedCaller
            OPENAI, 400, text/html,        false, RejectedCaller

            # the operator's fault
            OPENAI, 401, application/json, true,  RejectedOperator
            OPENAI, 403, application/json, true,  RejectedOperator
            OPENAI, 404, application/json, false, RejectedOperator
            OPENAI, 301, '',               true,  RejectedOperator
            OPENAI, 302, text/html,        true,  RejectedOperator
            OPENAI, 307, '',               true,  RejectedOperator
            OPENAI, 308, '',               true,  RejectedOperator
            HUGGINGFACE, 401, application/json, true, RejectedOperator

            # the provider's fault
            SPACE,  502, application/json, true,  Transient
            SPACE,  504, application/json, true,  Transient
            OPENAI, 502, application/json, true,  Transient
            OPENAI, 504, '',               true,  Transient
            SPACE,  500, application/json, true,  Unavailable
            OPENAI, 500, application/json, true,  Unavailable
            OPENAI, 501, application/json, true,  Unavailable
            OPENAI, 408, application/json, true,  Unavailable
            OPENAI, 418, application/json, true,  Unavailable
            OPENAI, 429, application/json, true,  Unavailable
            """)
    void reads_the_head_of_an_answer(Provider provider, int status, String mediaType, boolean callerNamedModel,
            String failure) {
        // When
        ProviderFailure found = Answers.failure(provider, status, mediaType, null, callerNamedModel);

        // Then
        assertThat(found == null ? null : found.getClass().getSimpleName()).isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "1,1", "2,2", "002,2" })
    void tries_again_after_a_short_wait(String retryAfter, int seconds) {
        // When
        ProviderFailure failure = Answers.failure(Provider.OPENAI, 429, JSON, retryAfter, true);

        // Then
        assertThat(failure).isInstanceOfSatisfying(ProviderFailure.Transient.class,
                again -> assertThat(again.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "3", "60", "99999", "99999999999999999999", "-1", "1.5", "", " ", "soon",
            "Wed, 21 Oct 2026 07:28:00 GMT", "\u0661" })
    void does_not_try_again_after_a_long_wait_or_one_that_it_cannot_read(String retryAfter) {
        assertThat(Answers.failure(Provider.OPENAI, 429, JSON, retryAfter, true))
                .isInstanceOf(ProviderFailure.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void names_the_provider_and_the_status(Provider provider) {
        assertThat(Answers.failure(provider, 500, JSON, null, true))
                .hasMessageContaining(provider.wireName()).hasMessageContaining("500");
        assertThat(Answers.failure(provider, 404, HTML, null, true)).hasMessageContaining("web page");
    }

    @Test
    void keeps_no_retry_wait_for_a_gateway_error() {
        assertThat(Answers.failure(Provider.OPENAI, 502, JSON, "1", true)).isInstanceOfSatisfying(
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
    void reads_a_media_type(String contentType, String mediaType) {
        assertThat(Answers.mediaType(contentType)).isEqualTo(mediaType);
    }
}
