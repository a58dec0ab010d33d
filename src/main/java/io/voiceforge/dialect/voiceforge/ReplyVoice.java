package io.voiceforge.dialect.voiceforge;

import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.dialect.SpeechParameters;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.SpokenReplies;
import io.voiceforge.gateway.SpokenReply;
import io.voiceforge.key.Scope;
import io.voiceforge.voice.Voice;

/** Spoken replies: the requested voice, and the members of the response with the audio. */
@ApplicationScoped
class ReplyVoice {

    private final SpokenReplies replies;
    private final SpeechParameters parameters;

    ReplyVoice(SpokenReplies replies, SpeechParameters parameters) {
        this.replies = replies;
        this.parameters = parameters;
    }

    /** The voice with this id, or null for null; fails if the key may not use speech. */
    Voice read(String id, RoutingContext context) {
        if (id == null) {
            return null;
        }
        if (!KeyPrincipal.of(context).allows(Scope.SPEECH)) {
            throw ApiException.of(ErrorCode.SCOPE_DENIED, "The API key lacks the scope speech, which a spoken reply requires");
        }
        return parameters.voice(id);
    }

    /**
     * The members {@code audioBase64} and {@code audioFormat}. Never fails: if there is no audio, both are null and
     * {@code audioError} is an error code.
     */
    Uni<JsonObject> speak(String text, Voice voice, RoutingContext context) {
        return replies.speak(text, voice, HttpCalls.of(context)).map(ReplyVoice::members);
    }

    private static JsonObject members(SpokenReply reply) {
        if (reply.error() != null) {
            return new JsonObject().putNull("audioBase64").putNull("audioFormat").put("audioError", reply.error().wireName());
        }
        return new JsonObject().put("audioBase64", Base64.getEncoder().encodeToString(reply.audio().getBytes()))
                .put("audioFormat", reply.format().wireName());
    }
}
