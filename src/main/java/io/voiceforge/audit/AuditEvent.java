package io.voiceforge.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A change that an administrator has made.
 *
 * @param subject what was changed; it may no longer exist
 * @param at when the change was made
 * @param actor who made it: {@code admin}, {@code import}, or the name of an admin token
 * @param action what was done
 * @param address where the request came from, or {@code -}
 * @param changes the names of the changed members; empty unless this is an update
 */
public record AuditEvent(Subject subject, Instant at, String actor, Action action, String address, List<String> changes) {

    public enum Action {
        CREATED,
        UPDATED,
        ROTATED,
        DELETED
    }

    /** What an event is about. */
    public record Subject(Type type, String id) {

        public enum Type {
            KEY,
            CUSTOMER,
            ADMIN_TOKEN
        }

        public static Subject key(UUID id) {
            return new Subject(Type.KEY, id.toString());
        }

        public static Subject customer(UUID id) {
            return new Subject(Type.CUSTOMER, id.toString());
        }
    }

    public AuditEvent {
        changes = List.copyOf(changes);
    }

    /** A change to a key. */
    public AuditEvent(UUID keyId, Instant at, String actor, Action action, String address, List<String> changes) {
        this(Subject.key(keyId), at, actor, action, address, changes);
    }
}
