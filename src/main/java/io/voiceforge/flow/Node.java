package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A step of a flow as the caller drew it, complete or not.
 *
 * @param id the caller's own, or a UUID
 * @param type the caller's text, which may not be a {@link NodeType}
 * @param data any members; shared by all readers and must never be modified
 */
public record Node(String id, String type, Position position, ObjectNode data) {

    /** The node's position in the builder, in the numbers that the builder sent. */
    public record Position(BigDecimal x, BigDecimal y) {
    }

    /** Empty if the type is unknown. */
    public Optional<NodeType> kind() {
        return NodeType.of(type);
    }

    /** The nodes that a tool's data names as its successors; they may not exist. */
    public List<String> waysOn() {
        return NodeType.TOOL.wireName().equals(type)
                ? Stream.of("onSuccess", "onFailure").map(data::path).filter(way -> way.isTextual()).map(way -> way.textValue())
                        .toList()
                : List.of();
    }
}
