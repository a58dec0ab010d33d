package io.voiceforge.usage;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.voiceforge.json.Unicode;

/**
 * The models that usage knows by name. Callers name models, and some servers answer to any name: so there are at most
 * {@value #PER_HOUR} for each key in an hour and {@value #MOST} of all keys, and further ones count without a name. Thread-safe.
 */
final class ModelNames {

    static final int PER_HOUR = 20;

    private static final int MAX_LENGTH = 100;
    /** At most some 20 MB. */
    static final int MOST = 100_000;

    /** The names of the newest hour, which calls of an earlier one share. */
    private record Hour(Instant start, ConcurrentHashMap<UUID, Set<String>> names, AtomicInteger count) {

        Hour(Instant start) {
            this(start, new ConcurrentHashMap<>(), new AtomicInteger());
        }
    }

    private volatile Hour current = new Hour(Instant.EPOCH);

    /** The name, or null if it does not count by name. */
    String bounded(UUID keyId, Instant hour, String model) {
        if (model == null || model.length() > MAX_LENGTH || model.indexOf('\0') >= 0 || !Unicode.isWellFormed(model)) {
            return null;
        }
        Hour known = current;
        if (hour.isAfter(known.start())) {
            known = new Hour(hour);
            current = known;
        }
        Set<String> names = known.names().get(keyId);
        if (names != null && names.contains(model)) {
            return model;
        }
        // threads at once may exceed the limits by one each
        if (known.count().get() >= MOST || names != null && names.size() >= PER_HOUR) {
            return null;
        }
        if (known.names().computeIfAbsent(keyId, id -> ConcurrentHashMap.newKeySet()).add(model)) {
            known.count().incrementAndGet();
        }
        return model;
    }
}
