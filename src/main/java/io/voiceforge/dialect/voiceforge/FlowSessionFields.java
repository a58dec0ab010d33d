package io.voiceforge.dialect.voiceforge;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.FlowRunner.ToolResult;
import io.voiceforge.flow.JsonObjects;

/** The bodies of generation and of the runner. A null is the same as no member; fails with all problems. */
final class FlowSessionFields {

    static final int MAX_DESCRIPTION = 4000;
    static final int MAX_MESSAGE = 16_000;
    private static final int MAX_MODEL = 200;
    private static final int MAX_ID = 100;
    private static final int MAX_ERROR = 2000;
    private static final int MAX_RESULT_CHARS = 16_384;

    private final JsonFields body;

    private FlowSessionFields(JsonNode json, Set<String> known) {
        this.body = JsonFields.of(json);
        body.refuseUnknown(known);
    }

    /** @param model or null */
    record Generation(String description, String model) {

        static Generation of(JsonNode json) {
            FlowSessionFields fields = new FlowSessionFields(json, Set.of("description", "model"));
            Generation generation = new Generation(fields.required("description", MAX_DESCRIPTION),
                    fields.optional("model", MAX_MODEL));
            fields.body.throwIfAny();
            return generation;
        }
    }

    /** Each may be null. */
    record Start(String model, String voice) {

        /** @param json null when there is no body */
        static Start of(JsonNode json) {
            if (json == null) {
                return new Start(null, null);
            }
            FlowSessionFields fields = new FlowSessionFields(json, Set.of("model", "voice"));
            Start start = new Start(fields.optional("model", MAX_MODEL), fields.optional("voice", MAX_ID));
            fields.body.throwIfAny();
            return start;
        }
    }

    /** @param voice or null */
    record Message(String message, String voice) {

        static Message of(JsonNode json) {
            FlowSessionFields fields = new FlowSessionFields(json, Set.of("message", "voice"));
            Message message = new Message(fields.required("message", MAX_MESSAGE), fields.optional("voice", MAX_ID));
            fields.body.throwIfAny();
            return message;
        }
    }

    /** @param voice or null */
    record Result(ToolResult result, String voice) {

        static Result of(JsonNode json) {
            FlowSessionFields fields = new FlowSessionFields(json, Set.of("id", "result", "error", "voice"));
            String id = fields.required("id", MAX_ID);
            String error = fields.optional("error", MAX_ERROR);
            // a tool may well answer null
            boolean answered = fields.body.has("result") && !(fields.body.hasNonNull("error")
                    && !fields.body.hasNonNull("result"));
            if (answered == fields.body.hasNonNull("error")) {
                fields.body.problem("result", "must be given, or error, and not both");
            }
            ToolResult result = new ToolResult(id, error == null ? fields.result() : null, error);
            Result read = new Result(result, fields.optional("voice", MAX_ID));
            fields.body.throwIfAny();
            return read;
        }
    }

    /** What {@code save} asks for, which is nothing when it is missing. */
    static boolean save(String save) {
        if (save == null || save.equals("false")) {
            return false;
        } else if (save.equals("true")) {
            return true;
        }
        throw ApiException.of(ErrorCode.INVALID_REQUEST, "save", "save must be true or false");
    }

    private JsonNode result() {
        JsonNode result = body.has("result") ? body.get("result") : NullNode.getInstance();
        if (JsonObjects.isDeep(result)) {
            body.problem("result", "must not be nested more than " + JsonObjects.MAX_DEPTH + " levels deep");
            return NullNode.getInstance();
        }
        String text = result.toString();
        if (text.length() > MAX_RESULT_CHARS || !JsonFields.isWellFormed(text)) {
            body.problem("result", "must be at most " + MAX_RESULT_CHARS + " characters as JSON, without broken ones");
        }
        return result;
    }

    private String required(String name, int most) {
        if (!body.hasNonNull(name)) {
            body.problem(name, "is required");
        }
        return optional(name, most);
    }

    /** Null when it is missing, null or wrong. */
    private String optional(String name, int most) {
        if (!body.hasNonNull(name)) {
            return null;
        }
        JsonNode node = body.get(name);
        String text = node.isTextual() ? node.textValue() : "";
        if (text.isBlank() || text.codePointCount(0, text.length()) > most) {
            body.problem(name, "must be a text of 1 to " + most + " characters");
            return null;
        }
        if (!JsonFields.isWellFormed(text)) {
            body.problem(name, "must not hold broken characters");
        }
        return text;
    }
}
