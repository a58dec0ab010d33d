package io.voiceforge.flow;

import java.time.Duration;
import java.util.List;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ErrorCode;

/** Why something cannot be done with a flow, as callers hear it. */
public final class FlowFailures {

    private FlowFailures() {
    }

    /** Also for a flow of another key. */
    static ApiException notFound() {
        return ApiException.of(ErrorCode.NOT_FOUND, "Flow not found");
    }

    static ApiException changed() {
        return ApiException.of(ErrorCode.PRECONDITION_FAILED,
                "The flow has been changed since that version. Read it again and repeat the change.");
    }

    static ApiException tooLarge(String path, int mostChars) {
        return ApiException.invalid(List.of(new Detail(path,
                "must not make the nodes and edges of the flow longer than " + mostChars + " characters as JSON")));
    }

    public static ApiException tooMany(int most) {
        return ApiException.of(ErrorCode.CONFLICT,
                "The key has " + most + " flows, which is as many as it may. Delete one first.");
    }

    public static ApiException noKey() {
        return ApiException.of(ErrorCode.INVALID_API_KEY, "Invalid or inactive API key");
    }

    public static ApiException noRoom() {
        return ApiException.retryable(ErrorCode.OVERLOADED, "The store of flows is full. Flows can be read and deleted.",
                Duration.ofMinutes(1));
    }
}
