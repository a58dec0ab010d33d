package io.voiceforge.dialect.voiceforge;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.smallrye.mutiny.Uni;
import io.voiceforge.access.AdminPolicy;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.audit.AuditStore.Filter;
import io.voiceforge.audit.AuditStore.Page;
import io.voiceforge.audit.AuditStore.Position;
import io.voiceforge.audit.AuditStore.Recorded;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.Unicode;

/** {@code GET /api/events}: the audit trail of everything that administrators change. */
@Path("/api/events")
@Produces(MediaType.APPLICATION_JSON)
class EventResource {

    static final List<String> ACTIONS = wireNames(Action.values());
    static final List<String> SUBJECTS = wireNames(Subject.Type.values());

    private static final int MAX_TEXT = 100;

    private final AuditStore events;

    EventResource(AuditStore events) {
        this.events = events;
    }

    @GET
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "listEvents", summary = "What administrators have done, newest first")
    public Uni<RestResponse<List<EventRecord>>> list(@RestQuery String from, @RestQuery String to, @RestQuery String actor,
            @RestQuery String action, @RestQuery String subject, @RestQuery String limit, @RestQuery String cursor) {
        String[] subjectParts = subject == null ? new String[0] : subject.split(":", 2);
        Filter filter = new Filter(
                subject == null ? null : Subject.Type.values()[index("subject", SUBJECTS, subjectParts[0])],
                subjectParts.length < 2 ? null : id(subjectParts[1]),
                actor == null ? null : text("actor", actor),
                action == null ? null : Action.values()[index("action", ACTIONS, action)],
                time("from", from), time("to", to));
        Page page = new Page(filter, Paging.limit(limit),
                Paging.position(cursor, Paging::time, Long::parseLong, Position::new));
        return events.list(page).map(found -> {
            ResponseBuilder<List<EventRecord>> answer = ResponseBuilder
                    .ok(found.stream().map(Recorded::event).map(EventRecord::of).toList());
            if (found.size() == page.limit()) {
                Position last = found.get(found.size() - 1).position();
                answer.header("Link", Paging.next("/api/events?limit=" + page.limit() + Paging.parameter("from", from)
                        + Paging.parameter("to", to) + Paging.parameter("actor", actor) + Paging.parameter("action", action)
                        + Paging.parameter("subject", subject), last.at().toString(), last.number()));
            }
            return answer.build();
        });
    }

    private static int index(String name, List<String> known, String text) {
        int index = known.indexOf(text);
        if (index < 0) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, name, name + " must be one of " + String.join(", ", known)
                    + (known == SUBJECTS ? ", with :id behind it for one of them" : ""));
        }
        return index;
    }

    /** All subjects have ids of this form, in lower case. */
    private static String id(String text) {
        return Paging.uuid(text).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_REQUEST, "subject",
                "subject must have an id such as 91decf3a-89c2-4a2b-89d7-81f869b105c0 behind the colon")).toString();
    }

    private static String text(String name, String text) {
        if (text.length() > MAX_TEXT || !Unicode.isPrintable(text)) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, name,
                    name + " must have at most " + MAX_TEXT + " characters, and no control characters");
        }
        return text;
    }

    private static Instant time(String name, String text) {
        try {
            return text == null ? null : Paging.time(text);
        } catch (DateTimeException e) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, name, name + " must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static List<String> wireNames(Enum<?>... constants) {
        return Arrays.stream(constants).map(EventRecord::wireName).toList();
    }
}
