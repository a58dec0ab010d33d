package io.voiceforge.provider.openai;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.http.ServerSentEvent;
import io.voiceforge.stream.Until;

/** OpenAI's events of a transcription: passed on as they came, unless they are errors, up to the one that is the last. */
final class TranscriptEvents {

    private static final String DONE = "transcript.text.done";
    private static final Duration REST_PATIENCE = Duration.ofSeconds(1);

    private TranscriptEvents() {
    }

    /** Fails when the provider tells of an error, and when the bytes end before the transcript does. */
    static Multi<Buffer> in(Multi<Buffer> bytes) {
        return Multi.createFrom().deferred(() -> {
            AtomicBoolean done = new AtomicBoolean();
            return Until.last(ServerSentEvent.in(bytes, Provider.OPENAI).invoke(event -> {
                if (type(event).equals(DONE)) {
                    done.set(true);
                }
            }), event -> done.get(), REST_PATIENCE)
                    .map(ServerSentEvent::lines)
                    .onCompletion().call(() -> done.get() ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(new ProviderFailure.Unavailable("openai: stream ends early")));
        });
    }

    private static String type(ServerSentEvent event) {
        JsonObject json;
        try {
            json = new JsonObject(event.data());
        } catch (DecodeException e) {
            throw new ProviderFailure.Unavailable("openai: an event that is not JSON");
        }
        if (json.getValue("error") != null || !(json.getValue("type") instanceof String type) || type.equals("error")) {
            throw new ProviderFailure.Unavailable("openai: an error in place of an event");
        }
        return type;
    }
}
