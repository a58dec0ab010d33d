package io.voiceforge.transcription;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/** A provider's response to a {@link TranscriptionRequest}: parsed, or as the provider wrote it. */
public sealed interface Transcription permits Transcript, Transcription.Document, Transcription.Events {

    /**
     * A document that the provider wrote in the requested format.
     *
     * @param durationSeconds the audio's duration, if the document states it, or null
     */
    record Document(Buffer content, Double durationSeconds) implements Transcription {
    }

    /** Server-Sent Events as OpenAI sends them; subscribe only once. */
    record Events(Multi<Buffer> body) implements Transcription {
    }
}
