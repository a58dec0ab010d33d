package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/agent-flows/{id}/sessions/{sid}/messages}.
 *
 * @param voice or null
 */
@Schema(requiredProperties = "message", additionalProperties = Schema.False.class, examples = """
        {"message":"Are you open today?"}""")
record FlowMessageRequestBody(@Schema(minLength = 1, maxLength = RequestBodies.MAX_MESSAGE) String message,
        @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_ID, description = "A voice that speaks the reply") String voice) {

    /** Reports all problems at once. */
    static FlowMessageRequestBody of(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "message", "voice");
        FlowMessageRequestBody request = new FlowMessageRequestBody(
                RequestBodies.requiredText(body, "message", RequestBodies.MAX_MESSAGE),
                RequestBodies.text(body, "voice", RequestBodies.MAX_ID));
        body.throwIfAny();
        return request;
    }
}
