package io.voiceforge.session;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Sessions in the memory of this process, each under an API key and an id; keys may use the same ids. A session ends when
 * nobody has used it for a while. When there are too many, or they hold too much, the least recently used go first.
 * Thread-safe: each method is atomic, and none of them waits for anything.
 *
 * @param <I> an id, with {@code equals} and {@code hashCode}
 * @param <S> a session
 */
public final class SessionStore<I, S> {

    private record Name<I>(UUID keyId, I id) {
    }

    private record Entry<S>(S session, long characters, long usedNanos) {
    }

    private final SessionBounds bounds;
    private final ToLongFunction<S> size;
    private final LongSupplier nanoClock;
    /** The least recently used first; they expire in the same order. */
    private final LinkedHashMap<Name<I>, Entry<S>> entries = new LinkedHashMap<>();
    /** The least recently used first. */
    private final Map<UUID, LinkedHashSet<Name<I>>> namesByKey = new HashMap<>();
    private long characters;

    /**
     * @param size how many characters a session holds; asked at each update
     * @param nanoClock never goes backwards
     */
    public SessionStore(SessionBounds bounds, ToLongFunction<S> size, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.size = size;
        this.nanoClock = nanoClock;
    }

    /** The session, which counts as used now. */
    public synchronized Optional<S> find(UUID keyId, I id) {
        removeExpired();
        Name<I> name = new Name<>(keyId, id);
        Entry<S> entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        replace(name, new Entry<>(entry.session(), entry.characters(), nanoClock.getAsLong()));
        return Optional.of(entry.session());
    }

    /**
     * Replaces a session, or adds one; it counts as used now. Others may have to go for it.
     *
     * @param change gets the session, or null when there is none, and returns the one to keep, or null to keep none. It runs
     *        under the lock of the store
     * @return what {@code change} returned
     */
    public synchronized Optional<S> update(UUID keyId, I id, UnaryOperator<S> change) {
        removeExpired();
        Name<I> name = new Name<>(keyId, id);
        Entry<S> entry = entries.get(name);
        S session = change.apply(entry == null ? null : entry.session());
        if (session == null) {
            remove(name);
        } else {
            replace(name, new Entry<>(session, size.applyAsLong(session), nanoClock.getAsLong()));
            makeRoom(keyId);
        }
        return Optional.ofNullable(session);
    }

    /** Whether there was such a session. */
    public synchronized boolean remove(UUID keyId, I id) {
        removeExpired();
        return remove(new Name<>(keyId, id));
    }

    /** How many sessions there are. */
    public synchronized int count() {
        removeExpired();
        return entries.size();
    }

    /** How many characters all sessions hold together. */
    public synchronized long characters() {
        removeExpired();
        return characters;
    }

    /** Puts it behind all others. */
    private void replace(Name<I> name, Entry<S> entry) {
        remove(name);
        entries.put(name, entry);
        namesByKey.computeIfAbsent(name.keyId(), keyId -> new LinkedHashSet<>()).add(name);
        characters += entry.characters();
    }

    private boolean remove(Name<I> name) {
        Entry<S> entry = entries.remove(name);
        if (entry == null) {
            return false;
        }
        LinkedHashSet<Name<I>> names = namesByKey.get(name.keyId());
        names.remove(name);
        if (names.isEmpty()) {
            namesByKey.remove(name.keyId());
        }
        characters -= entry.characters();
        return true;
    }

    private void makeRoom(UUID keyId) {
        if (namesByKey.get(keyId).size() > bounds.maxPerKey()) {
            remove(namesByKey.get(keyId).iterator().next());
        }
        while (entries.size() > bounds.maxSessions() || characters > bounds.maxCharacters() && entries.size() > 1) {
            remove(entries.keySet().iterator().next());
        }
    }

    private void removeExpired() {
        long now = nanoClock.getAsLong();
        while (!entries.isEmpty()) {
            Map.Entry<Name<I>, Entry<S>> oldest = entries.entrySet().iterator().next();
            if (now - oldest.getValue().usedNanos() < bounds.ttl().toNanos()) {
                return;
            }
            remove(oldest.getKey());
        }
    }
}
