package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A step of a flow, as a caller has drawn it, complete or not.
 *
 * @param id the caller's own, or a UUID
 * @param type what the caller wrote, which may be no {@link NodeType}
 * @param data of whatever form; shared by all readers and never to be changed
 */
public record Node(String id, String type, Position position, ObjectNode data) {

    /** Where a builder shows the node, in the numbers that it sent. */
    public record Position(BigDecimal x, BigDecimal y) {
    }

    /** Empty when nobody knows the type. */
    public Optional<NodeType> kind() {
        return NodeType.of(type);
    }

    /** The nodes that a tool goes on to without an edge, as its data name them; each may be one that is not there. */
    public List<String> waysOn() {
        return NodeType.TOOL.wireName().equals(type)
                ? Stream.of("onSuccess", "onFailure").map(data::path).filter(way -> way.isTextual()).map(way -> way.textValue())
                        .toList()
                : List.of();
    }
}
