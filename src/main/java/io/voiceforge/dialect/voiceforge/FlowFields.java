package io.voiceforge.dialect.voiceforge;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.Graph;
import io.voiceforge.flow.GraphReader;
import io.voiceforge.flow.JsonObjects;
import io.voiceforge.flow.Node;

/** Reads the members of a flow from a request. Reports every problem of the form at once. */
final class FlowFields {

    static final int MAX_CONFIGURATION_CHARS = 16_384;
    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_DESCRIPTION_CHARS = 4000;

    private final JsonFields body;
    private final GraphReader graphs;

    private FlowFields(JsonNode body) {
        this.body = JsonFields.of(body);
        this.graphs = new GraphReader(this.body::problem);
    }

    /** A new flow, of which only the name must be there; fails with all problems. */
    static Flow.Content create(JsonNode json) {
        FlowFields fields = new FlowFields(json);
        fields.body.refuseUnknown(Set.of("name", "description", "configuration", "nodes", "edges"));
        if (!fields.body.has("name")) {
            fields.body.problem("name", "is required");
        }
        Flow.Content content = fields.over(new Flow.Content("", null, "{}", Graph.EMPTY)).with(new Graph(
                fields.body.hasNonNull("nodes") ? fields.graphs.nodes(fields.body.get("nodes")) : List.of(),
                fields.body.hasNonNull("edges") ? fields.graphs.edges(fields.body.get("edges")) : List.of()));
        fields.body.throwIfAny();
        return content;
    }

    /** What becomes of a flow with the body's members; fails with all problems, whatever the flow. */
    static UnaryOperator<Flow.Content> patch(JsonNode json) {
        FlowFields fields = new FlowFields(json);
        fields.body.refuseUnknown(Set.of("name", "description", "configuration"));
        fields.over(new Flow.Content("", null, "{}", Graph.EMPTY));
        fields.body.throwIfAny();
        if (json.isEmpty()) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "body", "The body names nothing to change");
        }
        return fields::over;
    }

    /** The nodes of a body that holds nothing else; fails with all problems. */
    static List<Node> nodes(JsonNode json) {
        FlowFields fields = new FlowFields(json);
        fields.body.refuseUnknown(Set.of("nodes"));
        List<Node> nodes = fields.graphs.nodes(fields.body.get("nodes"));
        fields.body.throwIfAny();
        return nodes;
    }

    /** As {@link #nodes}. */
    static List<Edge> edges(JsonNode json) {
        FlowFields fields = new FlowFields(json);
        fields.body.refuseUnknown(Set.of("edges"));
        List<Edge> edges = fields.graphs.edges(fields.body.get("edges"));
        fields.body.throwIfAny();
        return edges;
    }

    private Flow.Content over(Flow.Content base) {
        return new Flow.Content(
                body.has("name") ? name(body.get("name")) : base.name(),
                body.has("description") ? description(body.get("description")) : base.description(),
                body.has("configuration") ? configuration(body.get("configuration")) : base.configuration(),
                base.graph());
    }

    private String name(JsonNode node) {
        String name = node.isTextual() ? node.textValue() : null;
        if (name == null || name.isBlank() || name.codePointCount(0, name.length()) > MAX_NAME_CHARS) {
            body.problem("name", "must be a text of 1 to " + MAX_NAME_CHARS + " characters");
            return "";
        }
        if (name.codePoints().anyMatch(Character::isISOControl) || !JsonFields.isWellFormed(name)) {
            body.problem("name", "must not hold control characters or broken ones");
        }
        return name;
    }

    private String description(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        String text = node.isTextual() ? node.textValue() : null;
        if (text == null || text.codePointCount(0, text.length()) > MAX_DESCRIPTION_CHARS) {
            body.problem("description", "must be a text of at most " + MAX_DESCRIPTION_CHARS + " characters");
            return null;
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))
                || !JsonFields.isWellFormed(text)) {
            body.problem("description", "must not hold control characters or broken ones");
        }
        return text;
    }

    private String configuration(JsonNode node) {
        if (node.isNull()) {
            return "{}";
        }
        JsonObjects.problem(node, MAX_CONFIGURATION_CHARS).ifPresent(problem -> body.problem("configuration", problem));
        return node.toString();
    }
}
