package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.voiceforge.dialect.JsonBody;

/**
 * The optional body of {@code POST /api/agent-flows/{id}/sessions}.
 *
 * @param model or null
 * @param voice or null
 */
@Schema(additionalProperties = Schema.False.class, examples = "{}")
record FlowSessionRequestBody(@Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_MODEL) String model,
        @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_ID, description = "A voice that speaks the reply") String voice) {

    /** Reports all problems at once. */
    static FlowSessionRequestBody of(String json, ObjectMapper mapper) throws JsonProcessingException {
        JsonBody body = RequestBodies.optional(json, mapper, "model", "voice");
        FlowSessionRequestBody request = new FlowSessionRequestBody(RequestBodies.text(body, "model", RequestBodies.MAX_MODEL),
                RequestBodies.text(body, "voice", RequestBodies.MAX_ID));
        body.throwIfAny();
        return request;
    }
}
