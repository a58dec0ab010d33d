package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.voiceforge.flow.Problem.Code;

/**
 * Checks whether a flow can be run: unique ids, known types, valid required data, edges only between existing nodes, exactly
 * one start, which is a subagent, every node reachable, and a path from every node to an end. A tool's {@code onSuccess} and
 * {@code onFailure} count as edges, but may lead back to the start ({@link FlowStart}). Time and memory are linear in the size of the graph, and nothing recurses.
 */
public final class FlowValidator {

    private final Graph graph;
    private final List<Problem> problems = new ArrayList<>();
    /** By id; the first of several with the same id. */
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<String> edgeTargets = new HashSet<>();
    private final Map<String, List<String>> waysOn = new HashMap<>();
    private final Map<String, List<String>> waysBack = new HashMap<>();

    private FlowValidator(Graph graph) {
        this.graph = graph;
    }

    /** Returns all problems; none if the flow is valid. */
    public static List<Problem> validate(Graph graph) {
        FlowValidator validator = new FlowValidator(graph);
        validator.run();
        return List.copyOf(validator.problems);
    }

    private void run() {
        size();
        index();
        data();
        ways();
        if (!nodes.isEmpty()) {
            List<String> starts = starts();
            reachable(starts);
            ends();
        }
    }

    private void size() {
        if (graph.nodes().isEmpty()) {
            problems.add(Problem.of(Code.EMPTY_FLOW, "The flow has no nodes"));
        }
        if (graph.nodes().size() > Graph.MAX_NODES) {
            problems.add(Problem.of(Code.TOO_MANY_NODES, "The flow has more than " + Graph.MAX_NODES + " nodes"));
        }
        if (graph.edges().size() > Graph.MAX_EDGES) {
            problems.add(Problem.of(Code.TOO_MANY_EDGES, "The flow has more than " + Graph.MAX_EDGES + " edges"));
        }
    }

    private void index() {
        Set<String> reported = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (nodes.putIfAbsent(node.id(), node) != null && reported.add(node.id())) {
                problems.add(Problem.ofNode(Code.DUPLICATE_NODE_ID, node.id(), "Several nodes have this id"));
            }
        }
        Set<String> edges = new HashSet<>();
        reported.clear();
        for (Edge edge : graph.edges()) {
            if (!edges.add(edge.id()) && reported.add(edge.id())) {
                problems.add(Problem.ofEdge(Code.DUPLICATE_EDGE_ID, edge.id(), "Several edges have this id"));
            }
        }
    }

    private void data() {
        for (Node node : graph.nodes()) {
            node.kind().ifPresentOrElse(type -> NodeRules.check(node, type, nodes.keySet(), problems),
                    () -> problems.add(Problem.ofNode(Code.UNKNOWN_NODE_TYPE, node.id(),
                            "The type must be one of " + String.join(", ", NodeType.wireNames()))));
        }
    }

    private void ways() {
        for (Edge edge : graph.edges()) {
            boolean source = nodes.containsKey(edge.source());
            boolean target = nodes.containsKey(edge.target());
            if (source && target) {
                edgeTargets.add(edge.target());
                way(edge.source(), edge.target());
            } else {
                problems.add(Problem.ofEdge(Code.DANGLING_EDGE, edge.id(), source ? "Its target is not a node of this flow"
                        : target ? "Its source is not a node of this flow"
                                : "Its source and target are not nodes of this flow"));
            }
        }
        for (Node node : graph.nodes()) {
            // ids of missing nodes are reported by the data check
            node.waysOn().stream().filter(nodes::containsKey).forEach(target -> way(node.id(), target));
        }
    }

    private void way(String source, String target) {
        waysOn.computeIfAbsent(source, id -> new ArrayList<>()).add(target);
        waysBack.computeIfAbsent(target, id -> new ArrayList<>()).add(source);
    }

    private List<String> starts() {
        List<String> starts = FlowStart.of(nodes.keySet(), edgeTargets, waysOn, waysBack);
        if (starts.isEmpty()) {
            problems.add(Problem.of(Code.NO_START, "Every node has a way in, so no node is the start"));
        } else if (starts.size() > 1) {
            starts.forEach(id -> problems.add(Problem.ofNode(Code.SEVERAL_STARTS, id,
                    "Only one node may have no way in; this is one of " + starts.size())));
        } else {
            Node start = nodes.get(starts.get(0));
            if (!NodeType.SUBAGENT.wireName().equals(start.type())) {
                problems.add(Problem.ofNode(Code.START_NOT_SUBAGENT, start.id(), "The start must be a subagent"));
            }
        }
        return starts;
    }

    /** Cannot be checked without a start. */
    private void reachable(List<String> starts) {
        if (!starts.isEmpty()) {
            Set<String> reached = FlowStart.spread(starts, waysOn);
            report(reached, Code.UNREACHABLE_NODE, "No way leads from the start to this node");
        }
    }

    private void ends() {
        List<String> ends = nodes.values().stream().filter(node -> node.kind().filter(NodeType::isEnd).isPresent())
                .map(Node::id).toList();
        report(FlowStart.spread(ends, waysBack), Code.NO_WAY_TO_END,
                "No way leads from this node to an end_call or a transfer");
    }

    private void report(Set<String> good, Code code, String message) {
        for (String id : nodes.keySet()) {
            if (!good.contains(id)) {
                problems.add(Problem.ofNode(code, id, message));
            }
        }
    }
}
