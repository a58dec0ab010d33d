package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.voiceforge.audit.AuditEvent;

/** An audit event on the wire. */
record EventRecord(Instant at, String actor,
        @Schema(nullable = true, description = "The admin token; null for ADMIN_TOKEN") UUID actorId, String action,
        SubjectRecord subject, String address, List<String> changes) {

    /** What the event is about. */
    record SubjectRecord(String type, String id) {
    }

    static EventRecord of(AuditEvent event) {
        return new EventRecord(event.at(), event.actor(), event.actorId(), wireName(event.action()),
                new SubjectRecord(wireName(event.subject().type()), event.subject().id()), event.address(), event.changes());
    }

    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
