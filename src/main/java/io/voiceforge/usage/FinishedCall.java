package io.voiceforge.usage;

import java.time.Instant;
import java.util.UUID;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;

/**
 * One call of a key, measured at its end.
 *
 * @param at when it began
 * @param provider who answered, or null when nobody did
 * @param model what the caller asked for, or null
 * @param totalMillis from the request to its end
 * @param firstByteMillis from the request to the first byte of the answer, or null when there was none
 * @param characters code points spoken
 * @param audioMillis audio transcribed
 * @param tokens tokens of chat, both ways
 * @param bytes bytes of the answer's body
 */
public record FinishedCall(UUID keyId, Instant at, Operation operation, ProviderId provider, String model, Outcome outcome,
        long totalMillis, Long firstByteMillis, long characters, long audioMillis, long tokens, long bytes) {

    /** How a call ended. */
    public enum Outcome {
        SUCCESS,
        /** Answered with an error, or broken off after its first byte. */
        ERROR,
        /** Left by its caller. */
        CANCELLED
    }
}
