package io.voiceforge.audit;

import java.util.UUID;

/**
 * Who changes something, and from where.
 *
 * @param actor as {@link AuditEvent} has it
 * @param actorId as {@link AuditEvent} has it
 */
public record Author(String actor, UUID actorId, String address) {
}
