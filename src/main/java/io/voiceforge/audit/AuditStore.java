package io.voiceforge.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;

/**
 * Reads the audit trail. Events are stored by the stores of what has changed, together with the change. Implementations never
 * block the calling thread.
 */
public interface AuditStore {

    /**
     * Which events to list. Whatever is null makes no difference.
     *
     * @param subjectId only together with {@code type}
     * @param from at this time or later
     * @param to before this time
     */
    record Filter(Subject.Type type, String subjectId, String actor, UUID actorId, Action action, Instant from, Instant to) {

        public static final Filter ALL = new Filter(null, null, null, null, null, null);

        /** A filter by anything but the id of the actor. */
        public Filter(Subject.Type type, String subjectId, String actor, Action action, Instant from, Instant to) {
            this(type, subjectId, actor, null, action, from, to);
        }

        public boolean matches(AuditEvent event) {
            return (type == null || type == event.subject().type())
                    && (subjectId == null || subjectId.equals(event.subject().id()))
                    && (actor == null || actor.equals(event.actor()))
                    && (actorId == null || actorId.equals(event.actorId()))
                    && (action == null || action == event.action())
                    && (from == null || !event.at().isBefore(from))
                    && (to == null || event.at().isBefore(to));
        }
    }

    /**
     * A part of the trail.
     *
     * @param limit the maximum number of events, at least 1
     * @param after continue with events older than this position; null for the first page
     */
    record Page(Filter filter, int limit, Position after) {
    }

    /** The position of an event; the number tells events of the same time apart. */
    record Position(Instant at, long number) {
    }

    /** An event and its position. */
    record Recorded(Position position, AuditEvent event) {
    }

    /** Newest first. */
    Uni<List<Recorded>> list(Page page);
}
