package io.voiceforge.dialect.voiceforge;

import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.JsonBody;
import io.voiceforge.dialect.NumberRange;
import io.voiceforge.dialect.Wording;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.Unicode;

/** Parses JSON bodies of the VoiceForge API: rejects unknown members and text that cannot be passed on. */
final class RequestBodies {

    static final int MAX_MESSAGE = 16_000;
    static final int MAX_ID = 100;
    static final int MAX_MODEL = 200;

    private static final Wording WORDING = new VoiceForgeWording();

    private RequestBodies() {
    }

    /** Fails if the body is not an object; reports unknown members. */
    static JsonBody read(JsonNode json, String... known) {
        JsonBody body = JsonBody.of(json, WORDING);
        body.refuseUnknown(Set.of(known), "is unknown or cannot be set here");
        return body;
    }

    /** The same for a body that may be left out, whatever its media type: then it has no members. */
    static JsonBody optional(String json, ObjectMapper mapper, String... known) throws JsonProcessingException {
        try {
            return read(json == null || json.isBlank() ? mapper.createObjectNode() : mapper.readTree(json), known);
        } catch (NumberFormatException outOfRange) {
            throw NumberRange.exceeded();
        }
    }

    /** Fails if there is a body that says anything, where nothing is to be said. */
    static void refuse(RoutingContext context, ObjectMapper mapper) throws JsonProcessingException {
        Buffer body = HttpCalls.body(context);
        optional(body == null ? null : body.toString(), mapper).throwIfAny();
    }

    /** Fails if a change changes nothing. */
    static void requireAny(JsonNode json) {
        if (json.isEmpty()) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "body", "The body contains nothing to change");
        }
    }

    /** A string of 1 to {@code most} characters that is not blank; null if it is missing, null or invalid. */
    static String text(JsonBody body, String name, int most) {
        String text = body.text(name, 1, most);
        if (text != null && !Unicode.isWellFormed(text)) {
            body.problem(name, "must not contain lone surrogates");
        }
        return text;
    }

    /** Like {@link #text}, for a required member. */
    static String requiredText(JsonBody body, String name, int most) {
        body.require(name);
        return text(body, name, most);
    }

    /** A name of 1 to {@code most} characters on one line, for a member that must not be null. */
    static String name(JsonBody body, String member, int most) {
        String name = body.refusingNull().text(member, 1, most);
        if (name != null && !Unicode.isPrintable(name)) {
            body.problem(member, "must not contain control characters or lone surrogates");
        }
        return name;
    }
}
