package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.json.FreeFormJson;
import io.voiceforge.json.Unicode;

/**
 * Parses nodes and edges from untrusted JSON. It checks only the form: members of the right type, within bounds, and none
 * unknown. Builders save drafts, so whether the graph makes sense is left to {@link FlowValidator}.
 */
public final class GraphReader {

    public static final int MAX_DATA_CHARS = 16_384;
    private static final int MAX_ID_CHARS = 100;
    private static final int MAX_TYPE_CHARS = 50;
    private static final int MAX_LABEL_CHARS = 200;
    /** No screen is larger. Without a bound, a number written in a few characters could expand to fill a page. */
    private static final BigDecimal MAX_COORDINATE = new BigDecimal(1_000_000_000);

    private static final Set<String> NODE = Set.of("id", "type", "position", "data");
    private static final Set<String> POSITION = Set.of("x", "y");
    private static final Set<String> EDGE = Set.of("id", "source", "sourceNodeId", "target", "targetNodeId", "label", "type");

    private final BiConsumer<String, String> problem;

    /** @param problem receives the path of each invalid member, such as {@code nodes.3.type}, and what is wrong with it */
    public GraphReader(BiConsumer<String, String> problem) {
        this.problem = problem;
    }

    /** Returns the valid nodes; a node without an id gets a UUID. */
    public List<Node> nodes(JsonNode array) {
        return elements(array, "nodes", Graph.MAX_NODES, this::node);
    }

    /** As {@link #nodes}. */
    public List<Edge> edges(JsonNode array) {
        return elements(array, "edges", Graph.MAX_EDGES, this::edge);
    }

    private interface Element<T> {

        /** Null if it is invalid. */
        T read(ObjectNode object, String path);
    }

    private <T> List<T> elements(JsonNode array, String name, int most, Element<T> element) {
        List<T> elements = new ArrayList<>();
        if (isMissing(array, name)) {
            return elements;
        }
        if (!array.isArray() || array.size() > most) {
            problem.accept(name, "must be an array of at most " + most + " objects");
            return elements;
        }
        int index = 0;
        for (JsonNode each : array) {
            String path = name + "." + index++;
            if (!(each instanceof ObjectNode object)) {
                problem.accept(path, "must be an object");
                continue;
            }
            T read = element.read(object, path);
            if (read != null) {
                elements.add(read);
            }
        }
        return elements;
    }

    private Node node(ObjectNode object, String path) {
        refuseUnknown(object, NODE, path);
        String id = id(object, path);
        String type = text(object.get("type"), path + ".type", 1, MAX_TYPE_CHARS);
        Node.Position position = position(object.get("position"), path + ".position");
        ObjectNode data = data(object.get("data"), path + ".data");
        return id == null || type == null || position == null || data == null ? null : new Node(id, type, position, data);
    }

    private Edge edge(ObjectNode object, String path) {
        refuseUnknown(object, EDGE, path);
        String id = id(object, path);
        String source = end(object, "source", path);
        String target = end(object, "target", path);
        String label = optional(object.get("label"), path + ".label", MAX_LABEL_CHARS);
        String type = optional(object.get("type"), path + ".type", MAX_TYPE_CHARS);
        return id == null || source == null || target == null ? null : new Edge(id, source, target, label, type);
    }

    /** Reads a member by its short or long name; if both are given, they must agree. */
    private String end(ObjectNode edge, String name, String path) {
        JsonNode first = edge.get(name);
        JsonNode second = edge.get(name + "NodeId");
        if (first != null && second != null && !first.equals(second)) {
            problem.accept(path + "." + name, "must be the same as " + name + "NodeId if both are given");
            return null;
        }
        return text(first != null ? first : second, path + "." + name, 1, MAX_ID_CHARS);
    }

    private String id(ObjectNode object, String path) {
        JsonNode id = object.get("id");
        return id == null || id.isNull() ? UUID.randomUUID().toString() : text(id, path + ".id", 1, MAX_ID_CHARS);
    }

    private String optional(JsonNode node, String path, int most) {
        return node == null || node.isNull() ? null : text(node, path, 0, most);
    }

    private String text(JsonNode node, String path, int least, int most) {
        if (isMissing(node, path)) {
            return null;
        }
        String text = node.textValue();
        if (text == null || text.codePointCount(0, text.length()) > most || least > 0 && text.isBlank()) {
            problem.accept(path, "must be a string of " + least + " to " + most + " characters");
            return null;
        }
        if (!Unicode.isPrintable(text)) {
            problem.accept(path, "must not contain control characters or lone surrogates");
            return null;
        }
        return text;
    }

    private Node.Position position(JsonNode node, String path) {
        if (isMissing(node, path)) {
            return null;
        }
        if (!(node instanceof ObjectNode object)) {
            problem.accept(path, "must be an object with x and y");
            return null;
        }
        refuseUnknown(object, POSITION, path);
        BigDecimal x = coordinate(object.get("x"), path + ".x");
        BigDecimal y = coordinate(object.get("y"), path + ".y");
        return x == null || y == null ? null : new Node.Position(x, y);
    }

    /** Whether this is a valid position. */
    static boolean isPosition(JsonNode node) {
        return isCoordinate(node.get("x")) && isCoordinate(node.get("y"));
    }

    private static boolean isCoordinate(JsonNode node) {
        return node != null && node.isNumber() && node.decimalValue().abs().compareTo(MAX_COORDINATE) <= 0;
    }

    private BigDecimal coordinate(JsonNode node, String path) {
        if (isMissing(node, path)) {
            return null;
        }
        if (!isCoordinate(node)) {
            problem.accept(path, "must be a number from -1000000000 to 1000000000");
            return null;
        }
        return node.decimalValue();
    }

    private ObjectNode data(JsonNode node, String path) {
        if (node == null || node.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        Optional<String> wrong = FreeFormJson.problem(node, MAX_DATA_CHARS);
        wrong.ifPresent(message -> problem.accept(path, message));
        return wrong.isPresent() ? null : (ObjectNode) node;
    }

    private boolean isMissing(JsonNode node, String path) {
        if (node == null || node.isNull()) {
            problem.accept(path, "is required");
            return true;
        }
        return false;
    }

    private void refuseUnknown(ObjectNode object, Set<String> known, String path) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                // the caller chose the name, so it is not echoed
                problem.accept(path, "has an unknown member; allowed members are " + known.stream().sorted().toList());
                return;
            }
        }
    }
}
