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
 * What was done to keys, those that are gone included. Bounded for each key and in all; the oldest go first. Used by one
 * thread at a time, which the caller sees to.
 */
final class AuditTrail {

    static final int PER_KEY = 1000;
    static final int TOTAL = 100_000;

    /** By a running number, so that the oldest is the first. */
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

    /** Oldest first. */
    List<AuditEvent> of(UUID keyId) {
        ArrayDeque<Long> numbers = numbersByKey.get(keyId);
        return numbers == null ? List.of() : numbers.stream().map(events::get).toList();
    }

    /** All, oldest first. */
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
