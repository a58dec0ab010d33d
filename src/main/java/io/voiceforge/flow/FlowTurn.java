package io.voiceforge.flow;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What came of one turn of a session.
 *
 * @param reply what is to be said to the caller; empty when there is nothing to say before an event has been answered
 * @param node where the conversation is now
 * @param events what happened, in order, each with its {@code type}; not to be changed
 * @param ended whether the conversation is over for this flow
 */
public record FlowTurn(UUID sessionId, String reply, String node, List<ObjectNode> events, boolean ended) {

    public FlowTurn {
        events = List.copyOf(events);
    }
}
