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
 * @param actorId the id of that admin token, which tells it from others that had its name at other times; null for those that are
 *        none, and in events from before this was recorded
 * @param action what was done
 * @param address where the request came from, or {@code -}
 * @param changes the names of the changed members; empty unless this is an update
 */
public record AuditEvent(Subject subject, Instant at, String actor, UUID actorId, Action action, String address,
        List<String> changes) {

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

    public AuditEvent(Subject subject, Instant at, Author author, Action action, List<String> changes) {
        this(subject, at, author.actor(), author.actorId(), action, author.address(), changes);
    }

    /** A change that was made without an admin token of its own. */
    public AuditEvent(Subject subject, Instant at, String actor, Action action, String address, List<String> changes) {
        this(subject, at, actor, null, action, address, changes);
    }

    /** Such a change to a key. */
    public AuditEvent(UUID keyId, Instant at, String actor, Action action, String address, List<String> changes) {
        this(Subject.key(keyId), at, actor, action, address, changes);
    }
}
