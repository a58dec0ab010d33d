package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.voiceforge.flow.Node;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimit;

/**
 * Bodies that are read or written member by member, for the document at {@code /q/openapi} only. Names that come from an enumeration
 * are added by {@link VoiceForgeDocument}.
 */
final class Schemas {

    static final String CHAT_EVENTS = """
            event: delta
            data: {"text":"Good morning."}

            event: done
            data: {"response":"Good morning.","session_id":"s1","mode":"assistant","provider":"openai",\
            "model":"gpt-4o-mini","processing_time":14,"context_size":2,"tokens":12}

            """;

    private static final String TIME = "2030-01-31T12:00:00Z";

    private Schemas() {
    }

    @Schema(name = "VoiceForgeError", requiredProperties = { "error", "code", "requestId" })
    record Error(String error, String code, String requestId,
            @Schema(description = "All that is wrong with the request") List<ErrorDetail> details,
            @Schema(description = "What is wrong with a flow") List<FlowRecords.ProblemRecord> problems,
            @Schema(description = "Of the limit that was reached") Long limit, Instant resetTime,
            @JsonProperty("retry_after") @Schema(minimum = "1", description = "Seconds") Long retryAfter) {
    }

    @Schema(name = "ErrorDetail", requiredProperties = { "path", "message" })
    record ErrorDetail(String path, String message) {
    }

    @Schema(name = "Service")
    record Service(String service, String version, String health, String voices) {
    }

    @Schema(name = "Liveness")
    record Liveness(String status, Instant timestamp) {
    }

    @Schema(name = "NotReady")
    record NotReady(String status, String error) {
    }

    @Schema(name = "Health")
    record Health(@Schema(enumeration = {
            "healthy", "degraded" }) String status, Instant timestamp,
            @Schema(description = "Seconds") long uptime, String version, DatabaseHealth database,
            Map<String, ProviderCondition> providers){
    }

    @Schema(name = "DatabaseHealth")
    record DatabaseHealth(String status) {
    }

    @Schema(name = "ProviderCondition")
    record ProviderCondition(String status, String engine, Map<String, String> breakers, Instant since,
            @Schema(nullable = true) String lastError, Map<String, Long> firstByteMillis) {
    }

    @Schema(name = "TranscriptionForm", requiredProperties = "audio")
    record TranscriptionForm(@Schema(type = SchemaType.STRING, format = "binary", description = "At most 25 MiB") String audio,
            @Schema(description = "An ISO-639 code, or auto", examples = "en") String language,
            @Schema(description = "The ending of a file's name, where it has none") String format, String model) {
    }

    @Schema(name = "ActivityForm", requiredProperties = "audio")
    record ActivityForm(@Schema(type = SchemaType.STRING, format = "binary", description = "At most 25 MiB") String audio,
            @Schema(minimum = "0", maximum = "1", defaultValue = "0.5", examples = "0.5") Double threshold) {
    }

    @Schema(name = "TranscriptSegment")
    record TranscriptSegment(String text, double start, double end, @Schema(nullable = true) Double confidence) {
    }

    @Schema(name = "SpeechSegment")
    record SpeechSegment(double start, double end, @Schema(nullable = true) Double confidence) {
    }

    @Schema(name = "ChatReply")
    record ChatReply(String response, @JsonProperty("session_id") String sessionId, String mode, String provider,
            @Schema(nullable = true) String model,
            @JsonProperty("processing_time") @Schema(description = "Milliseconds") long processingTime,
            @JsonProperty("context_size") int contextSize, @Schema(nullable = true) Long tokens,
            @Schema(nullable = true, description = "With voice: MP3") String audioBase64,
            @Schema(nullable = true) String audioFormat,
            @Schema(description = "The error code if the reply could not be spoken") String audioError) {
    }

    @Schema(name = "NewKey", requiredProperties = "name", additionalProperties = Schema.False.class, examples = """
            {"name":"Kiosk","scopes":["speech","voices"],"rateLimit":500}""")
    record NewKey(@Schema(minLength = 1, maxLength = KeyRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX
                    + "", description = "Requests in any hour; null: no limit", defaultValue = "1000") Integer rateLimit,
            @Schema(nullable = true) RateLimitsChange rateLimits,
            @Schema(nullable = true, examples = TIME) Instant expiresAt,
            @Schema(minimum = "1", description = "Instead of expiresAt") Long expiresInSeconds,
            @Schema(nullable = true, minimum = "1") Integer maxConcurrent, @Schema(nullable = true) Quota quota,
            @Schema(nullable = true, description = "Empty: all") List<String> scopes,
            @Schema(nullable = true, maxItems = KeyRequestBody.MAX_RANGES, description = "Addresses and CIDR ranges; empty: all") List<String> allowedIps,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object metadata,
            @Schema(nullable = true, maxLength = CustomerRequestBody.MAX_NAME_CHARS, description = "The name of a customer") String customer,
            @Schema(defaultValue = "false", description = "Whether speech may come from the cache") Boolean speechCache) {
    }

    @Schema(name = "KeyChange", minProperties = 1, additionalProperties = Schema.False.class, examples = """
            {"active":false}""")
    record KeyChange(@Schema(minLength = 1, maxLength = KeyRequestBody.MAX_NAME_CHARS) String name, Boolean active,
            @Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX + "") Integer rateLimit,
            @Schema(nullable = true) RateLimitsChange rateLimits,
            @Schema(nullable = true) Instant expiresAt, @Schema(nullable = true, minimum = "1") Integer maxConcurrent,
            @Schema(nullable = true) Quota quota, @Schema(nullable = true) List<String> scopes,
            @Schema(nullable = true, maxItems = KeyRequestBody.MAX_RANGES) List<String> allowedIps,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object metadata,
            @Schema(nullable = true, maxLength = CustomerRequestBody.MAX_NAME_CHARS, description = "The name of a customer") String customer,
            Boolean speechCache) {
    }

    @Schema(name = "NewRateLimits", additionalProperties = Schema.False.class, description = "Requests in any second, minute and day;"
            + " null: no limit", examples = "{\"second\":20}")
    record RateLimitsChange(@Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX + "") Integer second,
            @Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX + "") Integer minute,
            @Schema(nullable = true, minimum = "1", maximum = RateLimit.MAX + "") Integer day) {
    }

    @Schema(name = "Rotation", additionalProperties = Schema.False.class, examples = """
            {"graceSeconds":3600}""")
    record Rotation(
            @Schema(minimum = "0", maximum = KeyResource.MAX_GRACE_SECONDS
                    + "", defaultValue = "0", description = "How long the old secret goes on working") Long graceSeconds) {
    }

    @Schema(name = "NewAdminToken", requiredProperties = { "name",
            "role" }, additionalProperties = Schema.False.class, examples = """
                    {"name":"zoe","role":"operator"}""")
    record NewAdminToken(@Schema(minLength = 1, maxLength = AdminTokenRequestBody.MAX_NAME_CHARS) String name, String role,
            @Schema(nullable = true, examples = TIME) Instant expiresAt) {
    }

    @Schema(name = "AdminTokenChange", minProperties = 1, additionalProperties = Schema.False.class, examples = """
            {"role":"viewer"}""")
    record AdminTokenChange(@Schema(minLength = 1, maxLength = AdminTokenRequestBody.MAX_NAME_CHARS) String name, String role,
            @Schema(nullable = true) Instant expiresAt) {
    }

    @Schema(name = "NewFlow", requiredProperties = "name", additionalProperties = Schema.False.class, examples = """
            {"name":"Front desk","nodes":[\
            {"id":"greet","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"Greet the caller."}},\
            {"id":"bye","type":"end_call","position":{"x":300,"y":0},"data":{"message":"Goodbye."}}],\
            "edges":[{"id":"e1","source":"greet","target":"bye","label":"The caller is done"}]}""")
    record NewFlow(@Schema(minLength = 1, maxLength = FlowRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, maxLength = FlowRequestBody.MAX_DESCRIPTION_CHARS) String description,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object configuration,
            @Schema(nullable = true) List<NewNode> nodes, @Schema(nullable = true) List<NewEdge> edges) {
    }

    @Schema(name = "WholeFlow", requiredProperties = { "name", "nodes",
            "edges" }, additionalProperties = Schema.False.class, examples = """
                    {"name":"Front desk","nodes":[\
                    {"id":"greet","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"Greet the caller."}},\
                    {"id":"bye","type":"end_call","position":{"x":300,"y":0},"data":{"message":"Goodbye."}}],\
                    "edges":[{"id":"e1","source":"greet","target":"bye","label":"The caller is done"}]}""")
    record WholeFlow(@Schema(minLength = 1, maxLength = FlowRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, maxLength = FlowRequestBody.MAX_DESCRIPTION_CHARS) String description,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object configuration, List<NewNode> nodes, List<NewEdge> edges) {
    }

    @Schema(name = "FlowDraft", requiredProperties = { "nodes",
            "edges" }, additionalProperties = Schema.False.class, examples = """
                    {"nodes":[\
                    {"id":"greet","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"Greet the caller."}}],\
                    "edges":[]}""")
    record FlowDraft(@Schema(minLength = 1, maxLength = FlowRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, maxLength = FlowRequestBody.MAX_DESCRIPTION_CHARS) String description,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object configuration, List<NewNode> nodes, List<NewEdge> edges) {
    }

    @Schema(name = "FlowChange", minProperties = 1, additionalProperties = Schema.False.class, examples = """
            {"name":"Reception"}""")
    record FlowChange(@Schema(minLength = 1, maxLength = FlowRequestBody.MAX_NAME_CHARS) String name,
            @Schema(nullable = true, maxLength = FlowRequestBody.MAX_DESCRIPTION_CHARS) String description,
            @Schema(nullable = true, type = SchemaType.OBJECT) Object configuration) {
    }

    @Schema(name = "NewNode", requiredProperties = { "type", "position" }, additionalProperties = Schema.False.class)
    record NewNode(@Schema(description = "A UUID if left out") String id, String type, Node.Position position,
            @Schema(type = SchemaType.OBJECT, description = "What the type needs") Object data) {
    }

    @Schema(name = "NewEdge", additionalProperties = Schema.False.class)
    record NewEdge(@Schema(description = "A UUID if left out") String id, String source, String target,
            @Schema(description = "The same as source") String sourceNodeId,
            @Schema(description = "The same as target") String targetNodeId, @Schema(nullable = true) String label,
            @Schema(nullable = true) String type) {
    }

    @Schema(name = "NewNodes", requiredProperties = "nodes", additionalProperties = Schema.False.class, examples = """
            {"nodes":[{"id":"greet","type":"subagent","position":{"x":0,"y":0},"data":{"systemPrompt":"Greet the caller."}},\
            {"id":"bye","type":"end_call","position":{"x":300,"y":0},"data":{}}]}""")
    record Nodes(List<NewNode> nodes) {
    }

    @Schema(name = "NewEdges", requiredProperties = "edges", additionalProperties = Schema.False.class, examples = """
            {"edges":[{"id":"e1","source":"greet","target":"bye","label":"The caller is done"}]}""")
    record Edges(List<NewEdge> edges) {
    }

    @Schema(name = "ToolResult", requiredProperties = "id", additionalProperties = Schema.False.class, examples = """
            {"id":"8f14e45f","result":{"open":true}}""")
    record ToolResult(@Schema(description = "Of the tool call, from the event of the turn before") String id,
            @Schema(implementation = Object.class, description = "Any JSON") Object result,
            @Schema(maxLength = FlowToolResultRequestBody.MAX_ERROR, description = "Instead of result") String error,
            @Schema(description = "A voice that speaks the reply") String voice) {
    }

    @Schema(name = "FlowTurn")
    record FlowTurn(@JsonProperty("session_id") UUID sessionId, String reply,
            @Schema(nullable = true, description = "The node that the conversation has reached") String node,
            @Schema(description = "What happened on the way, for example a tool call to be made") List<Map<String, Object>> events,
            boolean ended, @Schema(nullable = true, description = "With voice: MP3") String audioBase64,
            @Schema(nullable = true) String audioFormat,
            @Schema(description = "The error code if the reply could not be spoken") String audioError) {
    }
}
