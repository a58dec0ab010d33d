package io.voiceforge.provider.openai;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.provider.http.ServerSentEvent;
import io.voiceforge.stream.TakeUntil;

/** OpenAI's events of a transcription: passed on as they came, unless they are errors, up to the one that is the last. */
final class TranscriptEvents {

    private static final String DONE = "transcript.text.done";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private TranscriptEvents() {
    }

    /** Fails when the provider tells of an error, and when the bytes end before the transcript does. */
    static Multi<Buffer> in(ProviderResponse response) {
        return Multi.createFrom().deferred(() -> {
            AtomicBoolean done = new AtomicBoolean();
            return TakeUntil.on(ServerSentEvent.in(response).invoke(event -> {
                if (type(response, event).equals(DONE)) {
                    done.set(true);
                }
            }), event -> done.get(), CLOSE_TIMEOUT)
                    .map(ServerSentEvent::lines)
                    .onCompletion().call(() -> done.get() ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(response.failure("stream ends early")));
        });
    }

    private static String type(ProviderResponse response, ServerSentEvent event) {
        JsonObject json;
        try {
            json = new JsonObject(event.data());
        } catch (DecodeException e) {
            throw response.failure("an event that is not JSON");
        }
        if (json.getValue("error") != null || !(json.getValue("type") instanceof String type) || type.equals("error")) {
            throw response.failure("an error in place of an event");
        }
        return type;
    }
}
