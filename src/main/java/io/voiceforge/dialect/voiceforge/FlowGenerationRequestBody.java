package io.voiceforge.dialect.voiceforge;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/agent-flows/generate}.
 *
 * @param model or null
 */
record FlowGenerationRequestBody(String description, String model) {

    private static final int MAX_DESCRIPTION = 4000;

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
