package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.chat.ChatMessage;
import io.voiceforge.flow.FlowSessions.Session;
import io.voiceforge.flow.SessionState.Speaker;
import io.voiceforge.flow.SessionState.ToolCall;
import io.voiceforge.flow.SessionState.Utterance;

/**
 * A turn in progress: its position in the flow, what was said and what happened. The session sees none of it until the turn
 * succeeds. The steps run one after the other.
 */
final class TurnInProgress {

    /** The number of most recent messages sent to the model. */
    private static final int MAX_TOLD = 20;

    private final Session session;
    private final FlowIndex flow;
    private final List<Utterance> utterances;
    private final boolean wasCut;
    private final List<ObjectNode> events = new ArrayList<>();
    private final StringBuilder reply = new StringBuilder();
    private String agent;
    private String node;
    private ToolCall awaited;
    private boolean ended;
    private int questions;

    private TurnInProgress(Session session, List<Utterance> utterances, boolean wasCut) {
        this.session = session;
        this.flow = FlowIndex.of(session.graph());
        this.utterances = new ArrayList<>(utterances);
        this.wasCut = wasCut;
    }

    /** A turn at the start of the flow. */
    static TurnInProgress begin(Session session) {
        TurnInProgress turn = new TurnInProgress(session, List.of(), false);
        turn.go(turn.flow.start());
        turn.note("The conversation begins. Greet the caller.");
        return turn;
    }

    static TurnInProgress from(Session session, SessionState state) {
        TurnInProgress turn = new TurnInProgress(session, state.utterances(), state.isCut());
        turn.agent = state.agent();
        turn.node = state.last().node();
        return turn;
    }

    Session session() {
        return session;
    }

    FlowIndex flow() {
        return flow;
    }

    /** The subagent whose turn it is. */
    Node agent() {
        return flow.node(agent);
    }

    /** Whether nothing more can happen in this turn. */
    boolean rests() {
        return ended || awaited != null;
    }

    /** Counts a model request; returns the number of requests in this turn so far. */
    int ask() {
        return ++questions;
    }

    void hear(String message) {
        utterances.add(new Utterance(Speaker.CALLER, message));
    }

    /** Tells the model what has happened. */
    void note(String note) {
        utterances.add(new Utterance(Speaker.RUNNER, note));
    }

    void say(String text) {
        if (text != null && !text.isBlank()) {
            utterances.add(new Utterance(Speaker.AGENT, text));
            reply.append(reply.isEmpty() ? "" : " ").append(text);
        }
    }

    void go(Node target) {
        node = target.id();
        switch (target.kind().orElseThrow()) {
            case SUBAGENT -> {
                agent = target.id();
                ObjectNode entered = event("node_entered");
                copy(target, "label", entered);
                entered.set("turnEagerness", target.data().hasNonNull("turnEagerness") ? target.data().get("turnEagerness")
                        : JsonNodeFactory.instance.numberNode(0.5));
                copy(target, "timeout", entered);
            }
            case TOOL -> call(target.data().path("toolName").asText(), target.data().path("parameters"));
            case AGENT_TRANSFER, PHONE_TRANSFER -> {
                end("transfer", target);
                say(target.data().path("message").textValue());
            }
            case END_CALL -> {
                say(target.data().path("message").textValue());
                ObjectNode event = end("end", target);
                if (target.data().path("saveTranscript").asBoolean(true)) {
                    transcript(event);
                }
            }
            default -> throw new IllegalStateException();
        }
    }

    /** Asks the caller to call a tool; the session then waits for the result. */
    void call(String toolName, JsonNode parameters) {
        awaited = new ToolCall(UUID.randomUUID().toString(), node, toolName);
        ObjectNode event = event("tool_call");
        event.put("id", awaited.id()).put("toolName", toolName).set("parameters",
                parameters.isObject() ? parameters : JsonNodeFactory.instance.objectNode());
    }

    /** The node after a tool: the one that its data names, the target of its first edge, or the subagent that spoke before. */
    Node behind(Node tool, boolean success) {
        JsonNode named = tool.data().path(success ? "onSuccess" : "onFailure");
        if (named.isTextual()) {
            return flow.node(named.textValue());
        }
        List<Edge> ways = flow.edgesFrom(tool.id());
        return ways.isEmpty() ? agent() : flow.node(ways.get(0).target());
    }

    /** The conversation as sent to the model: user and assistant alternate, and the user has the last word. */
    List<ChatMessage> messages(String systemPrompt) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(ChatMessage.system(systemPrompt));
        for (Utterance message : utterances.subList(Math.max(0, utterances.size() - MAX_TOLD), utterances.size())) {
            ChatMessage last = messages.get(messages.size() - 1);
            String role = message.speaker() == Speaker.AGENT ? "assistant" : "user";
            String text = message.speaker() == Speaker.RUNNER ? "[" + session.mark() + "] " + message.text() : message.text();
            if (last.role().equals(role)) {
                messages.set(messages.size() - 1, new ChatMessage(role, last.content() + "\n" + text));
            } else if (role.equals("user") || messages.size() > 1) {
                messages.add(new ChatMessage(role, text));
            }
        }
        return messages;
    }

    /** The session's state after this turn. */
    SessionState state() {
        List<Utterance> latest = SessionState.latest(utterances);
        return new SessionState(agent, latest, wasCut || latest.size() < utterances.size(), awaited,
                new FlowTurn(session.id(), reply.toString(), node, events, ended));
    }

    private ObjectNode end(String type, Node target) {
        ended = true;
        ObjectNode event = event(type).put("nodeType", target.type());
        event.set("data", target.data());
        return event;
    }

    private void transcript(ObjectNode event) {
        List<Utterance> latest = SessionState.latest(utterances);
        ArrayNode transcript = event.putArray("transcript");
        latest.stream().filter(message -> message.speaker() != Speaker.RUNNER).forEach(message -> transcript.addObject()
                .put("role", message.speaker() == Speaker.AGENT ? "assistant" : "user").put("text", message.text()));
        event.put("transcriptComplete", !wasCut && latest.size() == utterances.size());
    }

    private ObjectNode event(String type) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type).put("node", node);
        events.add(event);
        return event;
    }

    private static void copy(Node from, String member, ObjectNode to) {
        if (from.data().hasNonNull(member)) {
            to.set(member, from.data().get(member));
        }
    }
}
