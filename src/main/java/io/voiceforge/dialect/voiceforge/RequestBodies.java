package io.voiceforge.dialect.voiceforge;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.dialect.Wording;
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
