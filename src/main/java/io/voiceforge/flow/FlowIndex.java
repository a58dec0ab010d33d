package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes and edges of a valid flow, by their ids. */
final class FlowIndex {

    /** The most edges of one node that a model chooses from; more would bloat its prompt. */
    private static final int MAX_EDGES = 100;

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, List<Edge>> edges = new HashMap<>();
    private final Node start;

    private FlowIndex(Graph graph) {
        Set<String> targets = new HashSet<>();
        for (Node node : graph.nodes()) {
            nodes.put(node.id(), node);
            targets.addAll(node.waysOn());
        }
        for (Edge edge : graph.edges()) {
            targets.add(edge.target());
            List<Edge> list = edges.computeIfAbsent(edge.source(), id -> new ArrayList<>());
            if (list.size() < MAX_EDGES) {
                list.add(edge);
            }
        }
        start = graph.nodes().stream().filter(node -> !targets.contains(node.id())).findFirst().orElseThrow();
    }

    /** @param graph a valid graph, as {@link GraphJson} writes it */
    static FlowIndex of(String graph) {
        return new FlowIndex(GraphJson.read(graph));
    }

    Node start() {
        return start;
    }

    Node node(String id) {
        return nodes.get(id);
    }

    /** The first 100, in the author's order. */
    List<Edge> edgesFrom(String node) {
        return edges.getOrDefault(node, List.of());
    }
}
