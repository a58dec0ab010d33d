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
        Set<String> edgeTargets = new HashSet<>();
        Map<String, List<String>> waysOn = new HashMap<>();
        Map<String, List<String>> waysBack = new HashMap<>();
        for (Node node : graph.nodes()) {
            nodes.put(node.id(), node);
            node.waysOn().forEach(target -> way(node.id(), target, waysOn, waysBack));
        }
        for (Edge edge : graph.edges()) {
            edgeTargets.add(edge.target());
            way(edge.source(), edge.target(), waysOn, waysBack);
            List<Edge> list = edges.computeIfAbsent(edge.source(), id -> new ArrayList<>());
            if (list.size() < MAX_EDGES) {
                list.add(edge);
            }
        }
        start = nodes.get(FlowStart.of(graph.nodes().stream().map(Node::id).toList(), edgeTargets, waysOn, waysBack).get(0));
    }

    private static void way(String source, String target, Map<String, List<String>> waysOn,
            Map<String, List<String>> waysBack) {
        waysOn.computeIfAbsent(source, id -> new ArrayList<>()).add(target);
        waysBack.computeIfAbsent(target, id -> new ArrayList<>()).add(source);
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
