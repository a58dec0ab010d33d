package io.voiceforge.dialect.openai;

import java.util.Base64;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.TokenEstimate;
import io.voiceforge.speech.Speech;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.stream.SseEvent;

/** Speech as OpenAI's Server-Sent Events: one {@code speech.audio.delta} for each chunk, then {@code speech.audio.done}. */
final class SpeechEvents {

    private SpeechEvents() {
    }

    static Multi<Buffer> of(SpeechRequest request, Speech speech) {
        Multi<Buffer> deltas = speech.audio().body().map(chunk -> SseEvent.of(new JsonObject()
                .put("type", "speech.audio.delta")
                .put("audio", Base64.getEncoder().encodeToString(chunk.getBytes()))));
        int characters = request.text().codePointCount(0, request.text().length());
        // SDKs require token counts, which no provider reports for speech: the text's are estimated, the audio's are unknown
        long tokens = TokenEstimate.of(characters);
        Buffer done = SseEvent.of(new JsonObject()
                .put("type", "speech.audio.done")
                .put("usage", new JsonObject()
                        .put("characters", characters)
                        .put("input_tokens", tokens)
                        .put("output_tokens", 0)
                        .put("total_tokens", tokens)
                        .put("estimated", true)));
        return Multi.createBy().concatenating().streams(deltas, Multi.createFrom().item(done));
    }
}
