package io.voiceforge.dialect.voiceforge;

import java.util.UUID;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.voiceforge.dialect.voiceforge.FlowRecords.FlowRecord;
import io.voiceforge.flow.Flow;

/** Responses about flows, with the version as {@code ETag}. */
final class FlowResponses {

    private FlowResponses() {
    }

    static RestResponse<FlowRecord> created(Flow flow) {
        return ResponseBuilder.create(Response.Status.CREATED, FlowRecord.of(flow))
                .header(HttpHeaders.LOCATION, "/api/agent-flows/" + flow.id())
                .header(HttpHeaders.ETAG, IfMatch.tag(flow.version())).build();
    }

    static RestResponse<FlowRecord> flow(Flow flow) {
        return tagged(flow, FlowRecord.of(flow));
    }

    static <T> RestResponse<T> tagged(Flow flow, T answer) {
        return ResponseBuilder.ok(answer).header(HttpHeaders.ETAG, IfMatch.tag(flow.version())).build();
    }

    /** Parses the id of a flow in a path. */
    static UUID id(String id) {
        return Paging.uuid(id, "Flow not found");
    }
}
