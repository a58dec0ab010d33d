package io.voiceforge.dialect.openai;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** OpenAI's events for a transcript that is there at once: all of it in one {@code transcript.text.delta}, and then done. */
final class TranscriptEvents {

    private TranscriptEvents() {
    }

    static Multi<Buffer> of(String text) {
        return Multi.createFrom().items(event(new JsonObject().put("type", "transcript.text.delta").put("delta", text)),
                event(new JsonObject().put("type", "transcript.text.done").put("text", text)));
    }

    private static Buffer event(JsonObject data) {
        return Buffer.buffer("data: " + data.encode() + "\n\n");
    }
}
