package io.voiceforge.usage;

import java.time.Instant;
import java.util.UUID;

import io.voiceforge.call.Operation;
import io.voiceforge.price.Cost;
import io.voiceforge.provider.ProviderId;

/**
 * One completed call of a key, with its measurements.
 *
 * @param customer the name of the customer that the key belongs to, or null
 * @param at when the call began
 * @param provider the provider that responded, or null if none did
 * @param model the model that this provider was asked for, or null
 * @param totalMillis from the request to the end of the call
 * @param firstByteMillis from the request to the first byte of the response, or null if there was none
 * @param characters code points synthesized
 * @param audioMillis audio transcribed
 * @param tokens chat tokens, input and output
 * @param cost what the providers charge
 * @param bytes size of the response body
 */
public record FinishedCall(UUID keyId, String customer, Instant at, Operation operation, ProviderId provider, String model,
        Outcome outcome,
        long totalMillis, Long firstByteMillis, long characters, long audioMillis, long tokens, Cost cost, long bytes) {

    /** How a call ended. */
    public enum Outcome {
        SUCCESS,
        /** Failed with an error response, or broke off after the first byte. */
        ERROR,
        /** Cancelled by the caller. */
        CANCELLED
    }
}
