package io.voiceforge.dialect.voiceforge;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.dialect.Wording;
import io.voiceforge.json.Unicode;

/** How the VoiceForge API reads JSON bodies: it refuses members that it does not know, and texts that cannot be sent on. */
final class RequestBodies {

    static final int MAX_MESSAGE = 16_000;
    static final int MAX_ID = 100;
    static final int MAX_MODEL = 200;

    private static final Wording WORDING = new VoiceForgeWording();

    private RequestBodies() {
    }

    /** Fails when the body is not an object; notes members other than those known. */
    static JsonBody read(JsonNode json, String... known) {
        JsonBody body = JsonBody.of(json, WORDING);
        body.refuseUnknown(Set.of(known), "is not known or cannot be set here");
        return body;
    }

    /** A text of 1 to {@code most} characters, and not blank; null when it is missing, null or wrong. */
    static String text(JsonBody body, String name, int most) {
        String text = body.text(name, 1, most);
        if (text != null && !Unicode.isWellFormed(text)) {
            body.problem(name, "must not hold broken characters");
        }
        return text;
    }

    /** As {@link #text}, of a member that must not be missing. */
    static String requiredText(JsonBody body, String name, int most) {
        body.require(name);
        return text(body, name, most);
    }

    /** A name of 1 to {@code most} characters on one line, of a member that cannot be null. */
    static String name(JsonBody body, String member, int most) {
        String name = body.refusingNull().text(member, 1, most);
        if (name != null && !Unicode.isPrintable(name)) {
            body.problem(member, "must not hold control characters or broken ones");
        }
        return name;
    }
}
