package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays out nodes from left to right. Each node is placed one column after the first node that leads to it, below the nodes
 * already in that column.
 */
final class FlowLayout {

    /** The size at which builders draw a node, and the grid, which leaves space between nodes. */
    private static final int WIDTH = 200;
    private static final int HEIGHT = 100;
    private static final int COLUMN = 280;
    private static final int ROW = 160;

    private FlowLayout() {
    }

    /** Whether two nodes would overlap when drawn. */
    static boolean hasOverlap(Graph graph) {
        List<double[]> byX = graph.nodes().stream()
                .map(node -> new double[] { node.position().x().doubleValue(), node.position().y().doubleValue() })
                .sorted(Comparator.comparingDouble(place -> place[0])).toList();
        for (int i = 0; i < byX.size(); i++) {
            for (int j = i + 1; j < byX.size() && byX.get(j)[0] - byX.get(i)[0] < WIDTH; j++) {
                if (Math.abs(byX.get(j)[1] - byX.get(i)[1]) < HEIGHT) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The same graph with new positions. */
    static Graph arrange(Graph graph) {
        Map<String, Integer> columns = columns(graph);
        Map<Integer, Integer> filled = new HashMap<>();
        return graph.withNodes(graph.nodes().stream().map(node -> {
            int column = columns.get(node.id());
            int row = filled.merge(column, 1, Integer::sum) - 1;
            return new Node(node.id(), node.type(),
                    new Node.Position(BigDecimal.valueOf((long) column * COLUMN), BigDecimal.valueOf((long) row * ROW)),
                    node.data());
        }).toList());
    }

    /**
     * The column of each node: its distance in steps from a node without a way in. Unreachable nodes are in the first column.
     */
    private static Map<String, Integer> columns(Graph graph) {
        Map<String, List<String>> waysOn = new HashMap<>();
        Set<String> targets = new HashSet<>();
        graph.edges().forEach(edge -> way(edge.source(), edge.target(), waysOn, targets));
        graph.nodes().forEach(node -> node.waysOn().forEach(target -> way(node.id(), target, waysOn, targets)));

        Map<String, Integer> columns = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        graph.nodes().stream().map(Node::id).filter(id -> !targets.contains(id)).forEach(id -> {
            columns.put(id, 0);
            open.add(id);
        });
        while (!open.isEmpty()) {
            String id = open.remove();
            for (String target : waysOn.getOrDefault(id, List.of())) {
                if (columns.putIfAbsent(target, columns.get(id) + 1) == null) {
                    open.add(target);
                }
            }
        }
        graph.nodes().forEach(node -> columns.putIfAbsent(node.id(), 0));
        return columns;
    }

    private static void way(String source, String target, Map<String, List<String>> waysOn, Set<String> targets) {
        waysOn.computeIfAbsent(source, id -> new ArrayList<>()).add(target);
        targets.add(target);
    }
}
