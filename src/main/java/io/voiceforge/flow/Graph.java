package io.voiceforge.flow;

import java.util.List;

/** What a flow consists of, in the caller's order. Whether it is {@linkplain FlowValidator valid} is another question. */
public record Graph(List<Node> nodes, List<Edge> edges) {

    /** More of them are not stored. */
    public static final int MAX_NODES = 1000;
    public static final int MAX_EDGES = 5000;

    public static final Graph EMPTY = new Graph(List.of(), List.of());

    public Graph {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    public Graph withNodes(List<Node> others) {
        return new Graph(others, edges);
    }

    public Graph withEdges(List<Edge> others) {
        return new Graph(nodes, others);
    }
}
