package io.voiceforge.store.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowStore.Page;
import io.voiceforge.flow.FlowStore.Position;

/** Flows by key. Not thread-safe; the caller must synchronize. */
final class FlowTable {

    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::createdAt)
            .thenComparing(Position::id, KeySorting::compareUnsigned)
            .reversed();

    private final int maxFlows;
    private final long maxChars;
    private final Map<UUID, Map<UUID, StoredFlow>> byKey = new HashMap<>();
    private int size;
    private long chars;

    FlowTable(int maxFlows, long maxChars) {
        this.maxFlows = maxFlows;
        this.maxChars = maxChars;
    }

    int size() {
        return size;
    }

    /** Null if the key has no such flow. */
    StoredFlow get(UUID keyId, UUID id) {
        return byKey.getOrDefault(keyId, Map.of()).get(id);
    }

    int count(UUID keyId) {
        return byKey.getOrDefault(keyId, Map.of()).size();
    }

    List<Flow.Summary> list(UUID keyId, Page page) {
        Stream<StoredFlow> flows = byKey.getOrDefault(keyId, Map.of()).values().stream();
        if (page.after() != null) {
            flows = flows.filter(flow -> NEWEST_FIRST.compare(position(flow), page.after()) > 0);
        }
        return flows.sorted(Comparator.comparing(FlowTable::position, NEWEST_FIRST)).limit(page.limit())
                .map(StoredFlow::toSummary).toList();
    }

    /** Adds or replaces a flow; returns false, with nothing changed, if there is no room. */
    boolean put(StoredFlow flow) {
        StoredFlow before = get(flow.keyId(), flow.id());
        int sizeAfter = before == null ? size + 1 : size;
        long charsAfter = chars + flow.chars() - (before == null ? 0 : before.chars());
        // existing flows may always shrink
        if (sizeAfter > maxFlows && sizeAfter > size || charsAfter > maxChars && charsAfter > chars) {
            return false;
        }
        byKey.computeIfAbsent(flow.keyId(), id -> new HashMap<>()).put(flow.id(), flow);
        size = sizeAfter;
        chars = charsAfter;
        return true;
    }

    void remove(StoredFlow flow) {
        Map<UUID, StoredFlow> flows = byKey.get(flow.keyId());
        flows.remove(flow.id());
        if (flows.isEmpty()) {
            byKey.remove(flow.keyId());
        }
        size--;
        chars -= flow.chars();
    }

    /** Returns whether there were any. */
    boolean removeAllOf(UUID keyId) {
        List<StoredFlow> flows = List.copyOf(byKey.getOrDefault(keyId, Map.of()).values());
        flows.forEach(this::remove);
        return !flows.isEmpty();
    }

    List<StoredFlow> copy() {
        List<StoredFlow> all = new ArrayList<>(size);
        byKey.values().forEach(flows -> all.addAll(flows.values()));
        return all;
    }

    private static Position position(StoredFlow flow) {
        return new Position(flow.createdAt(), flow.id());
    }
}
