package io.voiceforge.flow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ErrorCode;

/** The failures of flow operations, as reported to callers. */
public final class FlowFailures {

    static final int MAX_PROBLEMS = 50;

    private FlowFailures() {
    }

    /** Also used for a flow of another key. */
    static ApiException notFound() {
        return ApiException.of(ErrorCode.NOT_FOUND, "Flow not found");
    }

    static ApiException noVersion() {
        return ApiException.of(ErrorCode.NOT_FOUND, "The flow has no such version, or keeps it no longer");
    }

    static ApiException changed() {
        return ApiException.of(ErrorCode.PRECONDITION_FAILED,
                "The flow has changed since that version. Read it again and repeat the change.");
    }

    static ApiException tooLarge(String path, int mostChars) {
        return ApiException.invalid(List.of(new Detail(path, Detail.Kind.TOO_LARGE,
                "must keep the nodes and edges of the flow within " + mostChars + " characters as JSON")));
    }

    /** The provider wrote an invalid flow, and did so again after it was told the problems. */
    static ApiException invalidFromProvider(List<Problem> problems) {
        return ApiException.withProblems(ErrorCode.INVALID_FLOW_FROM_PROVIDER,
                "The provider did not write a valid flow. Try again, or rephrase the description.", members(problems),
                Duration.ofSeconds(5));
    }

    /** The flow must be valid before it can be run. */
    static ApiException cannotRun(List<Problem> problems) {
        return ApiException.withProblems(ErrorCode.UNPROCESSABLE, "The flow is not valid. Fix its problems before you run it.",
                members(problems), null);
    }

    /** Also used for a session of another key or flow. */
    static ApiException noSession() {
        return ApiException.of(ErrorCode.NOT_FOUND, "Session not found");
    }

    static ApiException conflict(String message) {
        return ApiException.of(ErrorCode.CONFLICT, message);
    }

    static ApiException uselessAnswer() {
        return ApiException.retryable(ErrorCode.PROVIDER_FAILED,
                "The provider's response cannot be used. Try again; the session is unchanged.", Duration.ofSeconds(1));
    }

    private static List<Map<String, String>> members(List<Problem> problems) {
        return problems.stream().limit(MAX_PROBLEMS).map(problem -> {
            Map<String, String> members = new LinkedHashMap<>();
            members.put("code", problem.code().wireName());
            members.put("message", problem.message());
            if (problem.nodeId() != null) {
                members.put("nodeId", problem.nodeId());
            }
            if (problem.edgeId() != null) {
                members.put("edgeId", problem.edgeId());
            }
            return members;
        }).toList();
    }

    public static ApiException tooMany(int most) {
        return ApiException.of(ErrorCode.CONFLICT,
                "The key has " + most + " flows, which is the maximum. Delete one first.");
    }

    public static ApiException noKey() {
        return ApiException.of(ErrorCode.INVALID_API_KEY, "Invalid or inactive API key");
    }

    public static ApiException noRoom() {
        return ApiException.retryable(ErrorCode.OVERLOADED, "The flow store is full. Flows can still be read and deleted.",
                Duration.ofMinutes(1));
    }
}
