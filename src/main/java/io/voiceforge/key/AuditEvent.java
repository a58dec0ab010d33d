package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something that was done to a key.
 *
 * @param keyId the key; it may be gone
 * @param at when
 * @param actor who: {@code admin}, {@code import}, or the id of a key
 * @param action what
 * @param address where the request came from, or {@code -}
 * @param changes the names of the members that were changed; empty unless this is an update
 */
public record AuditEvent(UUID keyId, Instant at, String actor, Action action, String address, List<String> changes) {

    public enum Action {
        CREATED,
        UPDATED,
        ROTATED,
        DELETED
    }

    public AuditEvent {
        changes = List.copyOf(changes);
    }
}
