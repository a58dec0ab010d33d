package io.voiceforge.flow;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.json.FreeFormJson;
import io.voiceforge.json.LenientJson;

/**
 * A subagent's turn, parsed from a model's output.
 *
 * @param reply cleaned; may be empty
 * @param next the edge to follow, or null to stay
 * @param tool the subagent's own tool to call, or null; after a call, the session stays
 * @param problem what is wrong, in words for the model, or null; if set, only the reply may be used
 */
record ModelTurn(String reply, Edge next, Tool tool, String problem) {

    /** Longer output is invalid. */
    private static final int MAX_ANSWER_CHARS = 65_536;
    static final int MAX_REPLY = 16_000;

    record Tool(String name, ObjectNode arguments) {
    }

    /** Text without JSON, as a Space may return, is a reply, and the session stays. */
    static ModelTurn read(String text, List<Edge> ways, List<String> tools) {
        Optional<ObjectNode> object = text.length() > MAX_ANSWER_CHARS ? Optional.empty() : LenientJson.object(text);
        if (object.isEmpty()) {
            String plain = text.length() > MAX_ANSWER_CHARS ? "" : ModelText.clean(text, MAX_REPLY);
            // braces must not be read aloud
            return plain.isEmpty() || plain.startsWith("{") || plain.startsWith("[") || plain.startsWith("```")
                    ? wrong("", "the answer must be one JSON object that is complete and not long")
                    : new ModelTurn(plain, null, null, null);
        }
        JsonNode written = object.get().path("reply");
        String reply = written.isTextual() ? ModelText.clean(written.textValue(), MAX_REPLY) : "";
        if (!written.isTextual() && !written.isNull() && !written.isMissingNode()) {
            return wrong("", "\"reply\" must be a text");
        }
        if (isGiven(object.get().path("tool"))) {
            return tool(object.get().path("tool"), reply, tools);
        }
        JsonNode next = object.get().path("next");
        if (isGiven(next)) {
            return ways.stream().filter(way -> way.id().equals(next.textValue())).findFirst()
                    .map(way -> new ModelTurn(reply, way, null, null))
                    .orElseGet(() -> wrong(reply, "\"next\" must be the id of one of the ways on, or null"));
        }
        return reply.isEmpty() ? wrong("", "\"reply\" must say something when \"next\" and \"tool\" are null")
                : new ModelTurn(reply, null, null, null);
    }

    private static ModelTurn tool(JsonNode tool, String reply, List<String> tools) {
        String name = tool.isTextual() ? tool.textValue() : tool.path("name").asText("");
        if (!tools.contains(name)) {
            return wrong(reply, "\"tool\" must name one of the tools, or be null");
        }
        JsonNode arguments = tool.path("arguments");
        ObjectNode object = !isGiven(arguments) ? JsonNodeFactory.instance.objectNode()
                : arguments instanceof ObjectNode given ? given
                        : arguments.isTextual() ? LenientJson.object(arguments.textValue()).orElse(null) : null;
        if (object == null || FreeFormJson.problem(object, GraphReader.MAX_DATA_CHARS).isPresent()) {
            return wrong(reply, "\"arguments\" of the tool must be a JSON object as text, and not long");
        }
        return new ModelTurn(reply, null, new Tool(name, object), null);
    }

    private static boolean isGiven(JsonNode node) {
        return !node.isNull() && !node.isMissingNode() && !(node.isTextual() && node.textValue().isBlank());
    }

    private static ModelTurn wrong(String reply, String problem) {
        return new ModelTurn(reply, null, null, problem);
    }

    /** Only the reply, for a turn with a problem. */
    ModelTurn onlyReply() {
        return new ModelTurn(reply, null, null, null);
    }
}
