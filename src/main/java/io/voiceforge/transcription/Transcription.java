package io.voiceforge.transcription;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/** A provider's answer to a {@link TranscriptionRequest}: taken apart, or as the provider has written it. */
public sealed interface Transcription permits Transcript, Transcription.Document, Transcription.Events {

    /**
     * Written by the provider in the format that was asked for.
     *
     * @param durationSeconds of the audio, where the document says it, or null
     */
    record Document(Buffer content, Double durationSeconds) implements Transcription {
    }

    /** Server-Sent Events as OpenAI sends them; to be subscribed to once. */
    record Events(Multi<Buffer> body) implements Transcription {
    }
}
