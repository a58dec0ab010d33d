package io.voiceforge.flow;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds where a flow starts: at the node without a way in. A tool may lead back to the start, for example when it has failed: if
 * every node has a way in, the flow starts at the node without an incoming edge from which all others can be reached.
 */
final class FlowStart {

    private FlowStart() {
    }

    /**
     * The nodes that may be the start, in the author's order: exactly one in a valid flow.
     *
     * @param nodes the ids of all nodes
     * @param edgeTargets those that an edge leads to
     * @param waysOn where edges and tools lead from a node
     * @param waysBack the same ways, from their targets
     */
    static List<String> of(Collection<String> nodes, Set<String> edgeTargets, Map<String, List<String>> waysOn,
            Map<String, List<String>> waysBack) {
        List<String> withoutWayIn = nodes.stream().filter(id -> !waysBack.containsKey(id)).toList();
        if (!withoutWayIn.isEmpty()) {
            return withoutWayIn;
        }
        List<String> withoutEdge = nodes.stream().filter(id -> !edgeTargets.contains(id)).toList();
        // if there are nodes that reach all others, then the last one that no earlier one reaches is among them
        Set<String> seen = new HashSet<>();
        String last = null;
        for (String id : withoutEdge) {
            if (!seen.contains(id)) {
                last = id;
                seen.addAll(spread(List.of(id), waysOn));
            }
        }
        if (last == null || spread(List.of(last), waysOn).size() < nodes.size()) {
            return withoutEdge;
        }
        Set<String> reachingAll = spread(List.of(last), waysBack);
        return withoutEdge.stream().filter(reachingAll::contains).toList();
    }

    /** All nodes reachable from the given ones; visits each node and each way once. */
    static Set<String> spread(Collection<String> from, Map<String, List<String>> ways) {
        Set<String> reached = new HashSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String next : ways.getOrDefault(open.remove(), List.of())) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }
}
