package io.voiceforge.flow;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The outcome of one turn of a session.
 *
 * @param reply what to say to the caller; empty if there is nothing to say until an event has been answered
 * @param node the current node
 * @param events what happened, in order, each with its {@code type}; must not be modified
 * @param ended whether the conversation is over for this flow
 */
public record FlowTurn(UUID sessionId, String reply, String node, List<ObjectNode> events, boolean ended) {

    public FlowTurn {
        events = List.copyOf(events);
    }
}
