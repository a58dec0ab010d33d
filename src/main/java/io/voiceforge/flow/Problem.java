package io.voiceforge.flow;

import java.util.Locale;

/**
 * A problem that makes a flow invalid.
 *
 * @param message a sentence for the flow's author
 * @param nodeId the node at fault, or null
 * @param edgeId the edge at fault, or null
 */
public record Problem(Code code, String message, String nodeId, String edgeId) {

    /** The validation rules. The lower-case names are part of the API and never change. */
    public enum Code {

        EMPTY_FLOW,
        TOO_MANY_NODES,
        TOO_MANY_EDGES,
        DUPLICATE_NODE_ID,
        DUPLICATE_EDGE_ID,
        UNKNOWN_NODE_TYPE,
        MISSING_DATA,
        INVALID_DATA,
        DANGLING_EDGE,
        NO_START,
        SEVERAL_STARTS,
        START_NOT_SUBAGENT,
        UNREACHABLE_NODE,
        NO_WAY_TO_END,
        /** Only for output of a provider: it does not have the form of a flow. */
        INVALID_FORM;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Problem of(Code code, String message) {
        return new Problem(code, message, null, null);
    }

    static Problem ofNode(Code code, String nodeId, String message) {
        return new Problem(code, message, nodeId, null);
    }

    static Problem ofEdge(Code code, String edgeId, String message) {
        return new Problem(code, message, null, edgeId);
    }
}
