package io.voiceforge.dialect.voiceforge;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/agent-flows/generate}.
 *
 * @param model or null
 */
@Schema(requiredProperties = "description", additionalProperties = Schema.False.class, examples = """
        {"description":"Greet the caller, ask what they need, and hang up."}""")
record FlowGenerationRequestBody(
        @Schema(minLength = 1, maxLength = FlowGenerationRequestBody.MAX_DESCRIPTION) String description,
        @Schema(nullable = true, minLength = 1, maxLength = RequestBodies.MAX_MODEL) String model) {

    static final int MAX_DESCRIPTION = 4000;

    /** Reports all problems at once. */
    static FlowGenerationRequestBody of(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "description", "model");
        FlowGenerationRequestBody request = new FlowGenerationRequestBody(
                RequestBodies.requiredText(body, "description", MAX_DESCRIPTION),
                RequestBodies.text(body, "model", RequestBodies.MAX_MODEL));
        body.throwIfAny();
        return request;
    }
}
