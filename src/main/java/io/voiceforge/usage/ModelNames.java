package io.voiceforge.usage;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.voiceforge.json.Unicode;

/**
 * The models that usage knows by name. Callers name models, and some servers answer to any name: so there are at most
 * {@value #PER_HOUR} for each key in an hour, and further ones count without a name. Thread-safe.
 */
final class ModelNames {

    static final int PER_HOUR = 20;

    private static final int MAX_LENGTH = 100;
    private static final int MAX_KEYS = 100_000;

    /** The names of the newest hour, which calls of an earlier one share. */
    private record Hour(Instant start, ConcurrentHashMap<UUID, Set<String>> names) {
    }

    private volatile Hour current = new Hour(Instant.EPOCH, new ConcurrentHashMap<>());

    /** The name, or null if it does not count by name. */
    String bounded(UUID keyId, Instant hour, String model) {
        if (model == null || model.length() > MAX_LENGTH || model.indexOf('\0') >= 0 || !Unicode.isWellFormed(model)) {
            return null;
        }
        Hour known = current;
        if (hour.isAfter(known.start())) {
            known = new Hour(hour, new ConcurrentHashMap<>());
            current = known;
        }
        Set<String> names = known.names().get(keyId);
        if (names == null) {
            if (known.names().size() >= MAX_KEYS) {
                return null;
            }
            names = known.names().computeIfAbsent(keyId, id -> ConcurrentHashMap.newKeySet());
        }
        // threads at once may exceed the limit by one each
        return names.contains(model) || names.size() < PER_HOUR && names.add(model) ? model : null;
    }
}
