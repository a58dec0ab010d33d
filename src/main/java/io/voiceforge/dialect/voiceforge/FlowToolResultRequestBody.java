package io.voiceforge.dialect.voiceforge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.flow.FlowRunner.ToolResult;
import io.voiceforge.json.FreeFormJson;
import io.voiceforge.json.Unicode;

/**
 * The body of {@code POST /api/agent-flows/{id}/sessions/{sid}/tool-results}.
 *
 * @param voice or null
 */
record FlowToolResultRequestBody(ToolResult result, String voice) {

    static final int MAX_ERROR = 2000;
    private static final int MAX_RESULT_CHARS = 16_384;

    /** Reports all problems at once. */
    static FlowToolResultRequestBody of(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "id", "result", "error", "voice");
        String id = RequestBodies.requiredText(body, "id", RequestBodies.MAX_ID);
        String error = RequestBodies.text(body, "error", MAX_ERROR);
        // null is a valid result
        boolean hasResult = body.has("result") && !(body.hasNonNull("error") && !body.hasNonNull("result"));
        if (hasResult == body.hasNonNull("error")) {
            body.problem("result", "is required unless error is given; both cannot be given");
        }
        ToolResult result = new ToolResult(id, error == null ? result(body) : null, error);
        FlowToolResultRequestBody request = new FlowToolResultRequestBody(result,
                RequestBodies.text(body, "voice", RequestBodies.MAX_ID));
        body.throwIfAny();
        return request;
    }

    private static JsonNode result(JsonBody body) {
        JsonNode result = body.has("result") ? body.get("result") : NullNode.getInstance();
        if (FreeFormJson.isDeep(result)) {
            body.problem("result", "must not be nested more than " + FreeFormJson.MAX_DEPTH + " levels deep");
            return NullNode.getInstance();
        }
        String text = result.toString();
        if (text.length() > MAX_RESULT_CHARS || !Unicode.isWellFormed(text)) {
            body.problem("result", "must be at most " + MAX_RESULT_CHARS + " characters as JSON, without lone surrogates");
        }
        return result;
    }
}
