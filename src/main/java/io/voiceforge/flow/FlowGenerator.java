package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.voiceforge.chat.ChatMessage;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.Problem.Code;
import io.voiceforge.gateway.Call;
import io.voiceforge.json.LenientJson;
import io.voiceforge.observe.Metrics;

/**
 * Lets a language model write a flow. The model's output is parsed leniently and validated strictly: every flow returned is
 * valid. A model that writes an invalid flow is told its problems once.
 */
@ApplicationScoped
public class FlowGenerator {

    /** The longest output accepted: the largest flow that can be stored, plus white space. */
    private static final int MAX_ANSWER_CHARS = 1 << 20;
    /** The most of an invalid output that is shown to the model again. */
    private static final int MAX_SHOWN_CHARS = 32_768;
    private static final int MAX_NAME = 200;
    private static final int MAX_DESCRIPTION = 4000;
    private static final String[] NODE = { "id", "type", "data" };
    private static final String[] EDGE = { "id", "source", "sourceNodeId", "target", "targetNodeId", "label", "type" };

    private final FlowModel languageModel;
    private final Metrics metrics;

    FlowGenerator(FlowModel languageModel, Metrics metrics) {
        this.languageModel = languageModel;
        this.metrics = metrics;
    }

    /** @param content null if there are problems */
    private record Reading(Flow.Content content, List<Problem> problems) {
    }

    /**
     * Generates a valid flow. Fails with {@link ErrorCode#INVALID_FLOW_FROM_PROVIDER}, or as
     * {@link io.voiceforge.gateway.ChatCalls} does.
     *
     * @param model the caller's name for the model, or null
     */
    public Uni<Flow.Content> generate(String description, String model, Call call) {
        List<ChatMessage> messages = List.of(ChatMessage.system(FlowPrompts.GENERATE), ChatMessage.user(description));
        return ask(model, messages, true, call).flatMap(first -> {
            Reading reading = read(first);
            if (reading.content() != null) {
                metrics.flowAnswer("generation", "good");
                return Uni.createFrom().item(reading.content());
            }
            List<ChatMessage> again = new ArrayList<>(messages);
            again.add(ChatMessage.assistant(ModelText.cut(first, MAX_SHOWN_CHARS)));
            again.add(ChatMessage.user(FlowPrompts.repair(reading.problems())));
            return repair(model, again, call).map(second -> {
                Reading repaired = read(second);
                metrics.flowAnswer("generation", repaired.content() != null ? "repaired" : "bad");
                if (repaired.content() == null) {
                    throw FlowFailures.invalidFromProvider(repaired.problems());
                }
                return repaired.content();
            });
        });
    }

    /** Prefers a provider that supports response formats. */
    private Uni<String> repair(String model, List<ChatMessage> messages, Call call) {
        return ask(model, messages, false, call)
                .onFailure(failure -> failure instanceof ApiException none && none.code() == ErrorCode.NO_PROVIDER)
                .recoverWithUni(() -> ask(model, messages, true, call));
    }

    private Uni<String> ask(String model, List<ChatMessage> messages, boolean isFormatOptional, Call call) {
        return languageModel.generate(model, messages, FlowPrompts.flowFormat(), isFormatOptional, call);
    }

    private static Reading read(String answer) {
        ObjectNode object = answer.length() > MAX_ANSWER_CHARS ? null : LenientJson.object(answer).orElse(null);
        if (object == null) {
            return new Reading(null, List.of(form("The answer contains no JSON object that can be parsed")));
        }
        List<Problem> problems = new ArrayList<>();
        GraphReader reader = new GraphReader((path, problem) -> {
            if (problems.size() < FlowFailures.MAX_PROBLEMS) {
                problems.add(form(path + " " + problem));
            }
        });
        String name = ModelText.clean(object.path("name").asText(""), MAX_NAME).replaceAll("\\s+", " ");
        if (name.isEmpty()) {
            problems.add(form("name must be a non-empty string"));
        }
        String description = ModelText.clean(object.path("description").asText(""), MAX_DESCRIPTION);
        boolean placed = isPlaced(object.path("nodes"));
        List<Node> nodes = reader.nodes(nodes(object.path("nodes"), placed));
        List<Edge> edges = reader.edges(edges(object.path("edges")));
        if (!problems.isEmpty()) {
            return new Reading(null, problems);
        }
        Graph graph = new Graph(nodes, edges);
        problems.addAll(FlowValidator.validate(graph));
        if (problems.isEmpty() && FlowService.isTooLarge(graph)) {
            problems.add(
                    form("nodes and edges must not be longer than " + FlowService.MAX_GRAPH_CHARS + " characters as JSON"));
        }
        if (!problems.isEmpty()) {
            return new Reading(null, problems);
        }
        return new Reading(new Flow.Content(name, description.isEmpty() ? null : description, "{}",
                placed && !FlowLayout.hasOverlap(graph) ? graph : FlowLayout.arrange(graph)), List.of());
    }

    private static Problem form(String message) {
        return Problem.of(Code.INVALID_FORM, message);
    }

    /** Whether every node has a valid position. */
    private static boolean isPlaced(JsonNode nodes) {
        for (JsonNode node : nodes) {
            if (!GraphReader.isPosition(node.path("position"))) {
                return false;
            }
        }
        return true;
    }

    /** Keeps only the members that nodes have, and drops nulls from their data. */
    private static JsonNode nodes(JsonNode array, boolean placed) {
        if (!array.isArray() || array.size() > Graph.MAX_NODES) {
            return array;
        }
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : array) {
            if (!(element instanceof ObjectNode written)) {
                nodes.add(element);
                continue;
            }
            ObjectNode node = pick(written, NODE);
            if (node.get("data") instanceof ObjectNode data) {
                ObjectNode filled = JsonNodeFactory.instance.objectNode();
                data.properties().stream().filter(member -> !member.getValue().isNull())
                        .forEach(member -> filled.set(member.getKey(), member.getValue()));
                node.set("data", filled);
            }
            JsonNode position = written.path("position");
            node.putObject("position").put("x", placed ? position.get("x").decimalValue() : BigDecimal.ZERO)
                    .put("y", placed ? position.get("y").decimalValue() : BigDecimal.ZERO);
            nodes.add(node);
        }
        return nodes;
    }

    /** Keeps only the members that edges have, and drops empty labels. Missing edges become an empty array. */
    private static JsonNode edges(JsonNode array) {
        ArrayNode edges = JsonNodeFactory.instance.arrayNode();
        if (array.isMissingNode() || array.isNull()) {
            return edges;
        }
        if (!array.isArray() || array.size() > Graph.MAX_EDGES) {
            return array;
        }
        for (JsonNode element : array) {
            if (element instanceof ObjectNode written) {
                ObjectNode edge = pick(written, EDGE);
                if (edge.path("label").asText("").isBlank()) {
                    edge.remove("label");
                }
                edges.add(edge);
            } else {
                edges.add(element);
            }
        }
        return edges;
    }

    private static ObjectNode pick(ObjectNode from, String[] members) {
        ObjectNode picked = JsonNodeFactory.instance.objectNode();
        for (String member : members) {
            if (from.has(member)) {
                picked.set(member, from.get(member));
            }
        }
        return picked;
    }
}
