package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Graphs as callers write them. */
final class Graphs {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Graphs() {
    }

    /**
     * Nodes as {@code id:type{data}} and edges as {@code source>target}, each on its own; positions and edge ids are made up.
     */
    static Graph of(String... parts) {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (String part : parts) {
            int colon = part.indexOf(':');
            if (part.contains(">") && colon < 0) {
                String[] ends = part.split(">");
                edges.add(new Edge(part, ends[0], ends[1], null, null));
            } else {
                int brace = part.indexOf('{');
                nodes.add(node(part.substring(0, colon), part.substring(colon + 1, brace), part.substring(brace)));
            }
        }
        return new Graph(nodes, edges);
    }

    static Node node(String id, String type, String data) {
        return new GraphReader((path, problem) -> {
            throw new AssertionError(path + " " + problem);
        }).nodes(json("[{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"position\":{\"x\":1,\"y\":-0.50},\"data\":"
                + data.replace('\'', '"') + "}]")).get(0);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
