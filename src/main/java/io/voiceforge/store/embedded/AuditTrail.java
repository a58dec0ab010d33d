package io.voiceforge.store.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.voiceforge.key.AuditEvent;

/**
 * The audit trail of all keys, including deleted ones. Bounded per key and in total; the oldest events are evicted first. Not
 * thread-safe; the caller must synchronize.
 */
final class AuditTrail {

    static final int PER_KEY = 1000;
    static final int TOTAL = 100_000;

    /** By sequence number, so that the oldest event comes first. */
    private final LinkedHashMap<Long, AuditEvent> events = new LinkedHashMap<>();
    private final Map<UUID, ArrayDeque<Long>> numbersByKey = new HashMap<>();
    private long nextNumber;

    void add(AuditEvent event) {
        ArrayDeque<Long> numbers = numbersByKey.computeIfAbsent(event.keyId(), id -> new ArrayDeque<>(2));
        events.put(nextNumber, event);
        numbers.add(nextNumber);
        nextNumber++;
        if (numbers.size() > PER_KEY) {
            events.remove(numbers.remove());
        }
        if (events.size() > TOTAL) {
            dropOldest();
        }
    }

    /** The events of one key, oldest first. */
    List<AuditEvent> of(UUID keyId) {
        ArrayDeque<Long> numbers = numbersByKey.get(keyId);
        return numbers == null ? List.of() : numbers.stream().map(events::get).toList();
    }

    /** All events, oldest first. */
    List<AuditEvent> copy() {
        return new ArrayList<>(events.values());
    }

    private void dropOldest() {
        Map.Entry<Long, AuditEvent> oldest = events.entrySet().iterator().next();
        UUID keyId = oldest.getValue().keyId();
        events.remove(oldest.getKey());
        ArrayDeque<Long> numbers = numbersByKey.get(keyId);
        numbers.remove();
        if (numbers.isEmpty()) {
            numbersByKey.remove(keyId);
        }
    }
}
