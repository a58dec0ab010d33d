package io.voiceforge.dialect.voiceforge;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.Graph;
import io.voiceforge.flow.GraphReader;
import io.voiceforge.flow.Node;
import io.voiceforge.json.FreeFormJson;
import io.voiceforge.json.Unicode;

/** The bodies that create and change a flow. All problems with their form are reported at once. */
final class FlowRequestBody {

    private static final Flow.Content EMPTY = new Flow.Content("", null, "{}", Graph.EMPTY);
    private static final String[] MEMBERS = { "name", "description", "configuration", "nodes", "edges" };
    /** What a flow that has been read has. */
    private static final String[] MEMBERS_AND_OURS = Stream
            .concat(Stream.of(MEMBERS), Stream.of("id", "version", "createdAt", "updatedAt")).toArray(String[]::new);
    private static final int MAX_CONFIGURATION_CHARS = 16_384;
    static final int MAX_NAME_CHARS = 200;
    static final int MAX_DESCRIPTION_CHARS = 4000;

    private final JsonBody body;
    private final GraphReader graphs;

    private FlowRequestBody(JsonNode json, String... known) {
        this.body = RequestBodies.read(json, known);
        this.graphs = new GraphReader(body::problem);
    }

    /** Parses a new flow, of which only the name is required; reports all problems at once. */
    static Flow.Content create(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, MEMBERS);
        request.body.refusingNull().require("name");
        Flow.Content content = request.over(EMPTY).with(request.graph());
        request.body.throwIfAny();
        return content;
    }

    /**
     * Parses all of a flow, in place of what it was; reports all problems at once. Nodes and edges are required, so that nobody loses
     * them by leaving them out.
     */
    static Flow.Content replace(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, MEMBERS);
        request.body.refusingNull().require("name");
        Flow.Content content = request.over(EMPTY).with(request.wholeGraph());
        request.body.throwIfAny();
        return content;
    }

    /** Parses a flow that is not to be stored, of which only nodes and edges are required; reports all problems at once. */
    static Graph draft(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, MEMBERS_AND_OURS);
        request.over(EMPTY);
        Graph graph = request.wholeGraph();
        request.body.throwIfAny();
        return graph;
    }

    /** Parses a change; reports all problems at once, whatever the flow. */
    static UnaryOperator<Flow.Content> patch(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, "name", "description", "configuration");
        request.over(EMPTY);
        request.body.throwIfAny();
        RequestBodies.requireAny(json);
        return request::over;
    }

    /** Parses a body with nodes only; reports all problems at once. */
    static List<Node> nodes(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, "nodes");
        List<Node> nodes = request.graphs.nodes(request.body.get("nodes"));
        request.body.throwIfAny();
        return nodes;
    }

    /** Like {@link #nodes}. */
    static List<Edge> edges(JsonNode json) {
        FlowRequestBody request = new FlowRequestBody(json, "edges");
        List<Edge> edges = request.graphs.edges(request.body.get("edges"));
        request.body.throwIfAny();
        return edges;
    }

    private Graph graph() {
        return new Graph(body.hasNonNull("nodes") ? graphs.nodes(body.get("nodes")) : List.of(),
                body.hasNonNull("edges") ? graphs.edges(body.get("edges")) : List.of());
    }

    /** With both of its parts. */
    private Graph wholeGraph() {
        return new Graph(graphs.nodes(body.get("nodes")), graphs.edges(body.get("edges")));
    }

    private Flow.Content over(Flow.Content base) {
        return new Flow.Content(
                body.has("name") ? RequestBodies.name(body, "name", MAX_NAME_CHARS) : base.name(),
                body.has("description") ? description() : base.description(),
                body.has("configuration") ? configuration() : base.configuration(),
                base.graph());
    }

    private String description() {
        String text = body.text("description", 0, MAX_DESCRIPTION_CHARS);
        if (text != null && (!Unicode.isWellFormed(text)
                || text.codePoints().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c)))) {
            body.problem("description", "must not contain control characters or lone surrogates");
        }
        return text;
    }

    private String configuration() {
        if (!body.hasNonNull("configuration")) {
            return "{}";
        }
        JsonNode node = body.get("configuration");
        FreeFormJson.problem(node, MAX_CONFIGURATION_CHARS).ifPresent(problem -> body.problem("configuration", problem));
        return node.toString();
    }
}
