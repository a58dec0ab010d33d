package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A change to a key, or to a customer.
 *
 * @param keyId the id of the key or customer; it may no longer exist
 * @param at when the change was made
 * @param actor who made it: {@code admin}, {@code import}, or the id of a key
 * @param action what was done
 * @param address where the request came from, or {@code -}
 * @param changes the names of the changed members; empty unless this is an update
 * @param customer the customer's name; null if this is a change to a key
 */
public record AuditEvent(UUID keyId, Instant at, String actor, Action action, String address, List<String> changes,
        String customer) {

    public enum Action {
        CREATED,
        UPDATED,
        ROTATED,
        DELETED
    }

    public AuditEvent {
        changes = List.copyOf(changes);
    }

    /** A change to a key. */
    public AuditEvent(UUID keyId, Instant at, String actor, Action action, String address, List<String> changes) {
        this(keyId, at, actor, action, address, changes, null);
    }
}
