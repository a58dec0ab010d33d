package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.Node;
import io.voiceforge.flow.Problem;

/** Flows on the wire. */
final class FlowRecords {

    private FlowRecords() {
    }

    /** A flow with its graph. */
    record FlowRecord(UUID id, String name, @Schema(nullable = true) String description,
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String configuration, List<Node> nodes,
            List<EdgeRecord> edges, long version, Instant createdAt, Instant updatedAt) {

        static FlowRecord of(Flow flow) {
            Flow.Content content = flow.content();
            return new FlowRecord(flow.id(), content.name(), content.description(), content.configuration(),
                    content.graph().nodes(), EdgeRecord.of(content.graph().edges()), flow.version(), flow.createdAt(),
                    flow.updatedAt());
        }
    }

    /** A flow written by a provider. */
    @RegisterForReflection
    record GeneratedFlowResponse(String name, @Schema(nullable = true) String description, List<Node> nodes,
            List<EdgeRecord> edges) {

        static GeneratedFlowResponse of(Flow.Content content) {
            return new GeneratedFlowResponse(content.name(), content.description(), content.graph().nodes(),
                    EdgeRecord.brief(content.graph().edges()));
        }
    }

    /** A flow in a list. */
    record FlowSummaryRecord(UUID id, String name, @Schema(nullable = true) String description,
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String configuration, long version,
            Instant createdAt, Instant updatedAt) {

        static FlowSummaryRecord of(Flow.Summary flow) {
            return new FlowSummaryRecord(flow.id(), flow.name(), flow.description(), flow.configuration(), flow.version(),
                    flow.createdAt(), flow.updatedAt());
        }
    }

    /** An exported flow, which is never too large to import. */
    record FlowExport(String name, @Schema(nullable = true) String description,
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String configuration, List<Node> nodes,
            List<EdgeRecord> edges) {

        static FlowExport of(Flow flow) {
            Flow.Content content = flow.content();
            return new FlowExport(content.name(), content.description(), content.configuration(), content.graph().nodes(),
                    EdgeRecord.brief(content.graph().edges()));
        }
    }

    /** Has both names of both ends, because some clients read one and some the other; an export has only one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EdgeRecord(String id, String source, String target, String sourceNodeId, String targetNodeId, String label,
            String type) {

        static List<EdgeRecord> of(List<Edge> edges) {
            return edges.stream().map(edge -> new EdgeRecord(edge.id(), edge.source(), edge.target(), edge.source(),
                    edge.target(), edge.label(), edge.type())).toList();
        }

        /** With one name for each end. */
        static List<EdgeRecord> brief(List<Edge> edges) {
            return edges.stream().map(edge -> new EdgeRecord(edge.id(), edge.source(), edge.target(), null, null,
                    edge.label(), edge.type())).toList();
        }
    }

    record NodesResponse(List<Node> nodes) {
    }

    record EdgesResponse(List<EdgeRecord> edges) {
    }

    record ValidationResponse(boolean valid, List<ProblemRecord> problems) {

        static ValidationResponse of(List<Problem> problems) {
            return new ValidationResponse(problems.isEmpty(), problems.stream().map(problem -> new ProblemRecord(
                    problem.code().wireName(), problem.message(), problem.nodeId(), problem.edgeId())).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProblemRecord(String code, String message, String nodeId, String edgeId) {
    }
}
