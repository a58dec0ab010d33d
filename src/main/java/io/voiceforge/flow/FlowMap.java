package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A valid flow to find one's way in. */
final class FlowMap {

    /** Edges of one node that a model chooses from; more would fill its prompt. */
    private static final int MAX_WAYS = 100;

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, List<Edge>> ways = new HashMap<>();
    private final Node start;

    private FlowMap(Graph graph) {
        Set<String> targets = new HashSet<>();
        for (Node node : graph.nodes()) {
            nodes.put(node.id(), node);
            targets.addAll(node.waysOn());
        }
        for (Edge edge : graph.edges()) {
            targets.add(edge.target());
            List<Edge> list = ways.computeIfAbsent(edge.source(), id -> new ArrayList<>());
            if (list.size() < MAX_WAYS) {
                list.add(edge);
            }
        }
        start = graph.nodes().stream().filter(node -> !targets.contains(node.id())).findFirst().orElseThrow();
    }

    /** @param graph valid, as {@link GraphJson} writes it */
    static FlowMap of(String graph) {
        return new FlowMap(GraphJson.read(graph));
    }

    Node start() {
        return start;
    }

    Node node(String id) {
        return nodes.get(id);
    }

    /** In the author's order, the first 100. */
    List<Edge> ways(String node) {
        return ways.getOrDefault(node, List.of());
    }
}
