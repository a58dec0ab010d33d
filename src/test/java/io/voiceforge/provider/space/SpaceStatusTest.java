package io.voiceforge.provider.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

class SpaceStatusTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # status, media type, caller named the model, failure
            200, application/json, true,  -
            200, audio/wav,        true,  -
            201, application/json, true,  -
            204, '',               true,  -
            503, application/json, true,  Waking
            503, text/html,        true,  Waking
            503, '',               false, Waking
            200, text/html,        true,  Waking
            202, text/html,        false, Waking
            400, text/html,        true,  Waking
            429, text/html,        true,  Waking
            500, text/html,        true,  Waking
            502, text/html,        true,  Waking
            504, text/html,        true,  Waking
            401, text/html,        true,  RejectedOperator
            403, text/html,        true,  RejectedOperator
            404, text/html,        true,  RejectedOperator
            404, text/html,        false, RejectedOperator
            401, application/json, true,  RejectedOperator
            404, application/json, false, NotOffered
            405, application/json, true,  NotOffered
            400, application/json, true,  RejectedCaller
            404, application/json, true,  RejectedCaller
            413, application/json, false, RejectedCaller
            422, application/json, false, RejectedCaller
            502, application/json, true,  Transient
            504, application/json, true,  Transient
            500, application/json, true,  Unavailable
            """)
    void readsTheStatusOfASpace(int status, String mediaType, boolean callerNamedModel, String failure) {
        // When
        ProviderFailure found = SpaceStatus.failure(ProviderId.SPACE, status, mediaType, null, callerNamedModel);

        // Then
        assertThat(found == null ? null : found.getClass().getSimpleName()).isEqualTo(failure);
    }
}
