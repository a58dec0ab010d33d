package io.voiceforge.store.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowStore.Page;
import io.voiceforge.flow.FlowStore.Position;

/**
 * Flows by key, and what they were before, as far as there is room: where flows need the room, the earliest of all earlier versions
 * go. Not thread-safe; the caller must synchronize.
 */
final class FlowTable {

    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::createdAt)
            .thenComparing(Position::id, KeySorting::compareUnsigned)
            .reversed();

    /** What an earlier version takes besides its text, in characters. */
    static final int VERSION_CHARS = 500;

    /** An earlier version of a flow. */
    private record VersionId(UUID flow, long version) {
    }

    private final int maxFlows;
    private final long maxChars;
    private final Map<UUID, Map<UUID, StoredFlow>> byKey = new HashMap<>();
    /** The oldest change first. */
    private final Map<VersionId, StoredFlow> earlier = new LinkedHashMap<>();
    private int size;
    private long chars;
    private long earlierChars;

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

    /** The flow as it was in that version; null if the key has no such flow, or the flow has no such version. */
    StoredFlow get(UUID keyId, UUID id, long version) {
        StoredFlow flow = get(keyId, id);
        return flow == null || flow.version() == version ? flow : earlier.get(new VersionId(id, version));
    }

    /** Newest first, beginning with the current one. */
    List<Flow.Summary> versions(UUID keyId, UUID id) {
        StoredFlow flow = get(keyId, id);
        return flow == null ? List.of()
                : Stream.concat(Stream.of(flow), earlier(flow).map(earlier::get).filter(Objects::nonNull))
                        .map(StoredFlow::toSummary).toList();
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

    /** Adds or replaces a flow, which becomes an earlier version; returns false, with nothing changed, if there is no room. */
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
        forget(new VersionId(flow.id(), flow.version() - Flow.KEPT_VERSIONS));
        if (before != null) {
            keep(before);
        } else {
            makeRoom();
        }
        return true;
    }

    /** Adds a version before the current one; ignored if its flow is not there. */
    void keep(StoredFlow version) {
        if (get(version.keyId(), version.id()) != null) {
            earlier.put(new VersionId(version.id(), version.version()), version);
            earlierChars += version.chars() + VERSION_CHARS;
            makeRoom();
        }
    }

    void remove(StoredFlow flow) {
        earlier(flow).forEach(this::forget);
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

    List<StoredFlow> copyEarlier() {
        return List.copyOf(earlier.values());
    }

    List<StoredFlow> copy() {
        List<StoredFlow> all = new ArrayList<>(size);
        byKey.values().forEach(flows -> all.addAll(flows.values()));
        return all;
    }

    private void makeRoom() {
        while (chars + earlierChars > maxChars && !earlier.isEmpty()) {
            forget(earlier.keySet().iterator().next());
        }
    }

    private void forget(VersionId version) {
        StoredFlow forgotten = earlier.remove(version);
        if (forgotten != null) {
            earlierChars -= forgotten.chars() + VERSION_CHARS;
        }
    }

    /** The ids that the flow's earlier versions have, newest first. */
    private static Stream<VersionId> earlier(StoredFlow flow) {
        return LongStream.range(1, Flow.KEPT_VERSIONS).mapToObj(back -> new VersionId(flow.id(), flow.version() - back));
    }

    private static Position position(StoredFlow flow) {
        return new Position(flow.createdAt(), flow.id());
    }
}
