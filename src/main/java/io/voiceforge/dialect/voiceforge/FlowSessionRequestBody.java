package io.voiceforge.dialect.voiceforge;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/agent-flows/{id}/sessions}, which may be missing.
 *
 * @param model or null
 * @param voice or null
 */
record FlowSessionRequestBody(String model, String voice) {

    /**
     * Fails with all problems.
     *
     * @param json null when there is no body
     */
    static FlowSessionRequestBody of(JsonNode json) {
        if (json == null) {
            return new FlowSessionRequestBody(null, null);
        }
        JsonBody body = RequestBodies.read(json, "model", "voice");
        FlowSessionRequestBody request = new FlowSessionRequestBody(RequestBodies.text(body, "model", RequestBodies.MAX_MODEL),
                RequestBodies.text(body, "voice", RequestBodies.MAX_ID));
        body.throwIfAny();
        return request;
    }
}
