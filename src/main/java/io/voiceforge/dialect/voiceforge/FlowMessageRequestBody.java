package io.voiceforge.dialect.voiceforge;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;

/**
 * The body of {@code POST /api/agent-flows/{id}/sessions/{sid}/messages}.
 *
 * @param voice or null
 */
record FlowMessageRequestBody(String message, String voice) {

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
