package io.voiceforge.audit;

/**
 * Who changes something, and from where.
 *
 * @param actor as {@link AuditEvent} has it
 */
public record Author(String actor, String address) {
}
