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
 * In-memory sessions, each identified by an API key and an id; different keys may use the same ids. A session expires when it
 * has not been used for a while. If there are too many sessions or characters, the least recently used sessions are evicted
 * first. Thread-safe: each method is atomic and never waits.
 *
 * @param <I> the id type, with {@code equals} and {@code hashCode}
 * @param <S> the session type
 */
public final class SessionStore<I, S> {

    private record Name<I>(UUID keyId, I id) {
    }

    private record Entry<S>(S session, long characters, long usedNanos) {
    }

    private final SessionBounds bounds;
    private final ToLongFunction<S> size;
    private final LongSupplier nanoClock;
    /** Least recently used first, which is also the order of expiry. */
    private final LinkedHashMap<Name<I>, Entry<S>> entries = new LinkedHashMap<>();
    /** Least recently used first. */
    private final Map<UUID, LinkedHashSet<Name<I>>> namesByKey = new HashMap<>();
    private long characters;

    /**
     * @param size the number of characters in a session, computed at each update
     * @param nanoClock must never go backwards
     */
    public SessionStore(SessionBounds bounds, ToLongFunction<S> size, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.size = size;
        this.nanoClock = nanoClock;
    }

    /** Returns the session and marks it as used. */
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
     * Replaces or adds a session and marks it as used. This may evict others.
     *
     * @param change receives the session, or null if there is none; returns the session to keep, or null to keep none. Runs
     *        under the store's lock
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

    /** Removes a session; returns whether it existed. */
    public synchronized boolean remove(UUID keyId, I id) {
        removeExpired();
        return remove(new Name<>(keyId, id));
    }

    /** The number of sessions. */
    public synchronized int count() {
        removeExpired();
        return entries.size();
    }

    /** The number of characters in all sessions together. */
    public synchronized long characters() {
        removeExpired();
        return characters;
    }

    /** Moves the session to the end. */
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
