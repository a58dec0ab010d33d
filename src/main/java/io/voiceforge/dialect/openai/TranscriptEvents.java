package io.voiceforge.dialect.openai;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.stream.SseEvent;

/** OpenAI's events for a transcript that arrives at once: all of it in one {@code transcript.text.delta}, then {@code done}. */
final class TranscriptEvents {

    private TranscriptEvents() {
    }

    static Multi<Buffer> of(String text) {
        return Multi.createFrom().items(SseEvent.of(new JsonObject().put("type", "transcript.text.delta").put("delta", text)),
                SseEvent.of(new JsonObject().put("type", "transcript.text.done").put("text", text)));
    }
}
