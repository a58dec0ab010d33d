package io.voiceforge.dialect.voiceforge;

import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.SpeechFields;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.SpokenReplies;
import io.voiceforge.gateway.SpokenReply;
import io.voiceforge.key.Scope;
import io.voiceforge.voice.Voice;

/** The member {@code voice}, with which callers ask for a reply to be spoken, and the members of the answer that hold the sound. */
@ApplicationScoped
class VoiceField {

    private final SpokenReplies replies;
    private final SpeechFields fields;

    VoiceField(SpokenReplies replies, SpeechFields fields) {
        this.replies = replies;
        this.fields = fields;
    }

    /** The voice of that id, or null for null; fails when the key may not use speech. */
    Voice read(String id, RoutingContext context) {
        if (id == null) {
            return null;
        }
        if (!KeyPrincipal.of(context).allows(Scope.SPEECH)) {
            throw ApiException.of(ErrorCode.SCOPE_DENIED, "The API key lacks the scope speech, which a spoken answer needs");
        }
        return fields.voice(id);
    }

    /**
     * {@code audioBase64} and {@code audioFormat}. Never fails: when there is no sound, both are null and {@code audioError} holds
     * an error code.
     */
    Uni<JsonObject> speak(String text, Voice voice, RoutingContext context) {
        return replies.speak(text, voice, HttpCalls.of(context)).map(VoiceField::members);
    }

    private static JsonObject members(SpokenReply reply) {
        if (reply.error() != null) {
            return new JsonObject().putNull("audioBase64").putNull("audioFormat").put("audioError", reply.error().wireName());
        }
        return new JsonObject().put("audioBase64", Base64.getEncoder().encodeToString(reply.audio().getBytes()))
                .put("audioFormat", reply.format().wireName());
    }
}
