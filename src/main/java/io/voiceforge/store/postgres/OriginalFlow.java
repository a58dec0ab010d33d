package io.voiceforge.store.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.voiceforge.flow.Edge;
import io.voiceforge.flow.FlowService;
import io.voiceforge.flow.Graph;
import io.voiceforge.flow.GraphJson;
import io.voiceforge.flow.GraphReader;
import io.voiceforge.flow.Node;
import io.voiceforge.json.FreeFormJson;

/**
 * A flow of the original VoiceForge's, as it is kept here. Nodes and edges that cannot be read are left out. Edges that
 * lead to such a node stay, so that the flow is not valid until somebody has looked at it.
 *
 * @param nodesLeftOut how many
 * @param edgesLeftOut how many
 */
record OriginalFlow(UUID id, UUID keyId, String name, String description, String configuration, String graph,
        Instant createdAt, Instant updatedAt, int nodesLeftOut, int edgesLeftOut) {

    /**
     * Says whether its key is there, whether the flow has been inserted, because its id was not there yet, and what it lacks.
     */
    static final String INSERT = """
            with owner as (select id from voiceforge.api_key where id = $2),
            made as (
                insert into voiceforge.agent_flow (id, key_id, name, description, configuration, graph, version, created_at,
                    updated_at)
                select $1::uuid, id, $3, $4, $5, $6, 1, $7::timestamptz, $8::timestamptz from owner
                on conflict do nothing
                returning id)
            select $1::uuid as id, exists (select from owner) as owned, exists (select from made) as made,
                $9::int as nodes_left_out, $10::int as edges_left_out
            """;

    private static final int MAX_NAME = 200;
    private static final int MAX_DESCRIPTION = 4000;
    private static final int MAX_CONFIGURATION = 16_384;

    /**
     * @param columns those of {@link OriginalTables#selectFlows}
     * @throws OriginalRow.UnusableException when it cannot be kept
     */
    static OriginalFlow of(Row columns) {
        OriginalRow row = OriginalRow.of(columns.getString(0));
        UUID id = row.id("id");
        UUID keyId = row.id("api_key_id");
        String name = row.line("name", MAX_NAME);
        Instant createdAt = row.time("created_at");
        Instant updatedAt = row.time("updated_at");
        JsonNode configuration = row.get("configuration");
        if (configuration.isNull()) {
            configuration = JsonNodeFactory.instance.objectNode();
        }
        if (id == null || name == null || createdAt == null
                || FreeFormJson.problem(configuration, MAX_CONFIGURATION).isPresent()) {
            throw new OriginalRow.UnusableException("flows with something missing or out of range");
        }
        if (keyId == null) {
            throw new OriginalRow.UnusableException("flows of no key that is here");
        }
        String[] allNodes = elements(columns, 1, Graph.MAX_NODES);
        String[] allEdges = elements(columns, 3, Graph.MAX_EDGES);
        List<Node> nodes = read(allNodes, GraphReader::nodes, List.of("position", "data"), "id", "id", "type", "type");
        List<Edge> edges = read(allEdges, GraphReader::edges, List.of("label", "type"), "id", "id",
                "source_node_id", "source", "target_node_id", "target");
        Graph graph = new Graph(nodes, edges);
        if (FlowService.isTooLarge(graph)) {
            throw tooLarge();
        }
        return new OriginalFlow(id, keyId, name, row.lines("description", MAX_DESCRIPTION), configuration.toString(),
                GraphJson.write(graph), createdAt, updatedAt == null ? createdAt : updatedAt,
                allNodes.length - nodes.size(), allEdges.length - edges.size());
    }

    /** The parameters of {@link #INSERT}. */
    Tuple parameters() {
        return Tuple.from(new Object[] { id, keyId, name, description, configuration, graph, utc(createdAt), utc(updatedAt),
                nodesLeftOut, edgesLeftOut });
    }

    /** From two columns, of which the first says how many there were. */
    private static String[] elements(Row columns, int first, int most) {
        Long total = columns.getLong(first);
        String[] elements = columns.getArrayOfStrings(first + 1);
        if (total == null) {
            return new String[0];
        }
        if (total > most || elements == null || elements.length < total) {
            throw tooLarge();
        }
        return elements;
    }

    /**
     * Those about which a reader has nothing to say.
     *
     * @param asTheyAre columns that are members of the same name
     * @param texts columns that are texts, each followed by its member's name
     */
    private static <T> List<T> read(String[] rows, BiFunction<GraphReader, ArrayNode, List<T>> reading,
            List<String> asTheyAre, String... texts) {
        List<T> elements = new ArrayList<>();
        for (String text : rows) {
            JsonNode row = OriginalRow.json(text);
            ArrayNode one = JsonNodeFactory.instance.arrayNode();
            ObjectNode object = one.addObject();
            asTheyAre.forEach(column -> object.set(column, row.get(column)));
            for (int i = 0; i < texts.length; i += 2) {
                object.put(texts[i + 1], row.hasNonNull(texts[i]) ? row.get(texts[i]).asText() : null);
            }
            AtomicBoolean refused = new AtomicBoolean();
            List<T> read = reading.apply(new GraphReader((path, problem) -> refused.set(true)), one);
            if (!refused.get()) {
                elements.addAll(read);
            }
        }
        return elements;
    }

    private static OriginalRow.UnusableException tooLarge() {
        return new OriginalRow.UnusableException("flows that are too large");
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
