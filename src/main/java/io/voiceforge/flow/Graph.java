package io.voiceforge.flow;

import java.util.List;

/** The nodes and edges of a flow, in the caller's order. They need not be {@linkplain FlowValidator valid}. */
public record Graph(List<Node> nodes, List<Edge> edges) {

    /** Larger graphs are not stored. */
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
