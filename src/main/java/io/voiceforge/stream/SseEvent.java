package io.voiceforge.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Encodes server-sent events as defined by the HTML standard (9.2). */
public final class SseEvent {

    private SseEvent() {
    }

    /** An event without a name. */
    public static Buffer of(JsonObject data) {
        return Buffer.buffer("data: " + data.encode() + "\n\n");
    }

    /** An event with a name. */
    public static Buffer of(String name, JsonObject data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data.encode() + "\n\n");
    }
}
