package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Converts a graph to and from the JSON text that stores keep, without loss. */
public final class GraphJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private GraphJson() {
    }

    public static String write(Graph graph) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = root.putArray("nodes");
        for (Node node : graph.nodes()) {
            ObjectNode object = nodes.addObject();
            object.put("id", node.id()).put("type", node.type());
            object.putObject("position").put("x", node.position().x()).put("y", node.position().y());
            object.set("data", node.data());
        }
        ArrayNode edges = root.putArray("edges");
        for (Edge edge : graph.edges()) {
            ObjectNode object = edges.addObject();
            object.put("id", edge.id()).put("source", edge.source()).put("target", edge.target());
            if (edge.label() != null) {
                object.put("label", edge.label());
            }
            if (edge.type() != null) {
                object.put("type", edge.type());
            }
        }
        return root.toString();
    }

    /** @throws IllegalArgumentException if the text was not written by {@link #write} */
    public static Graph read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<Node> nodes = new ArrayList<>();
            for (JsonNode node : root.required("nodes")) {
                JsonNode position = node.required("position");
                nodes.add(new Node(node.required("id").textValue(), node.required("type").textValue(),
                        new Node.Position(position.required("x").decimalValue(), position.required("y").decimalValue()),
                        (ObjectNode) node.required("data")));
            }
            List<Edge> edges = new ArrayList<>();
            for (JsonNode edge : root.required("edges")) {
                edges.add(new Edge(edge.required("id").textValue(), edge.required("source").textValue(),
                        edge.required("target").textValue(), edge.path("label").textValue(), edge.path("type").textValue()));
            }
            return new Graph(nodes, edges);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalArgumentException("Not a graph", e);
        }
    }
}
