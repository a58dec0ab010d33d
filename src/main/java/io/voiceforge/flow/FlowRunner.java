package io.voiceforge.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.chat.ChatMessage;
import io.voiceforge.error.ApiException;
import io.voiceforge.flow.FlowSessions.Session;
import io.voiceforge.flow.SessionState.ToolCall;
import io.voiceforge.gateway.Call;
import io.voiceforge.observe.Metrics;

/**
 * Leads conversations through flows: a language model speaks as the subagent where a session is, and chooses the way on. A turn
 * happens as a whole or not at all: when a provider fails, the session is as it was before. Fails with an {@link ApiException}:
 * {@code not_found} for sessions of other keys and flows, {@code conflict} when it is not the time for what is asked,
 * {@code provider_failed} when the model's answers cannot be used, and as {@link io.voiceforge.gateway.ChatCalls} does.
 */
@ApplicationScoped
public class FlowRunner {

    /** How often a model is asked in one turn, repairs included. */
    static final int MAX_QUESTIONS = 8;
    /** Tools of one subagent that a model chooses from. */
    private static final int MAX_TOOLS = 100;
    /** Of an answer that is shown to its author again. */
    private static final int MAX_SHOWN_CHARS = 4000;
    private static final String METER = "turn";

    private final FlowSessions sessions;
    private final FlowModel languageModel;
    private final Metrics metrics;

    FlowRunner(FlowSessions sessions, FlowModel languageModel, Metrics metrics) {
        this.languageModel = languageModel;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    /**
     * What a tool has given.
     *
     * @param id of the tool call
     * @param result of whatever form; null when the tool has failed
     * @param error what went wrong, or null
     */
    public record ToolResult(String id, JsonNode result, String error) {

        boolean isSuccess() {
            return error == null;
        }
    }

    /**
     * A new session on the flow as it is now, with the first words of its start. Fails with the problems of a flow that is not
     * valid.
     *
     * @param model as callers name it, for all turns, or null
     */
    public Uni<FlowTurn> start(Flow flow, String model, Call call) {
        List<Problem> problems = FlowValidator.validate(flow.content().graph());
        if (!problems.isEmpty()) {
            throw FlowFailures.cannotRun(problems);
        }
        Session session = new Session(flow.keyId(), flow.id(), GraphJson.write(flow.content().graph()), model);
        return speak(TurnInProgress.begin(session), call).map(turn -> {
            SessionState state = turn.state();
            sessions.open(session, state);
            return state.last();
        });
    }

    /** The caller has said something. */
    public Uni<FlowTurn> message(UUID flowId, UUID id, String message, Call call) {
        return turn(call.caller().id(), flowId, id, (state, turn) -> {
            if (state.last().ended()) {
                throw FlowFailures.conflict("The session has ended. Start a new one.");
            }
            if (state.awaited() != null) {
                throw FlowFailures.conflict("The session waits for the result of the tool call " + state.awaited().id()
                        + ". Send it to tool-results first.");
            }
            turn.hear(message);
            return speak(turn, call);
        });
    }

    /** The caller has called the tool that the session waits for. */
    public Uni<FlowTurn> toolResult(UUID flowId, UUID id, ToolResult result, Call call) {
        return turn(call.caller().id(), flowId, id, (state, turn) -> {
            ToolCall awaited = state.awaited();
            if (awaited == null) {
                throw FlowFailures.conflict("The session waits for no tool result.");
            }
            if (!awaited.id().equals(result.id())) {
                throw FlowFailures.conflict("The session waits for the result of another tool call: " + awaited.id());
            }
            turn.note("The tool " + awaited.toolName() + (result.isSuccess() ? " has answered: " + result.result()
                    : " has failed: " + result.error()));
            Node node = turn.flow().node(awaited.node());
            if (node.kind().orElseThrow() == NodeType.TOOL) {
                turn.go(turn.behind(node, result.isSuccess()));
            }
            return turn.rests() ? Uni.createFrom().item(turn) : speak(turn, call);
        });
    }

    /** What the session's last turn gave. */
    public FlowTurn last(UUID keyId, UUID flowId, UUID id) {
        return sessions.look(keyId, flowId, id).last();
    }

    public void forget(UUID keyId, UUID flowId, UUID id) {
        sessions.forget(keyId, flowId, id);
    }

    private Uni<FlowTurn> turn(UUID keyId, UUID flowId, UUID id,
            BiFunction<SessionState, TurnInProgress, Uni<TurnInProgress>> steps) {
        return Uni.createFrom().deferred(() -> {
            Session session = sessions.take(keyId, flowId, id);
            return Uni.createFrom().deferred(() -> {
                SessionState before = sessions.state(session);
                return steps.apply(before, TurnInProgress.from(session, before));
            }).map(turn -> {
                SessionState after = turn.state();
                sessions.advance(session, after);
                return after.last();
            }).onTermination().invoke(() -> sessions.release(session));
        });
    }

    /** Lets the subagent speak, and the next one too when it goes on without a word. */
    private Uni<TurnInProgress> speak(TurnInProgress turn, Call call) {
        return answer(turn, call).flatMap(answer -> {
            turn.say(answer.reply());
            if (answer.tool() != null) {
                turn.call(answer.tool().name(), answer.tool().arguments());
            } else if (answer.next() != null) {
                turn.go(turn.flow().node(answer.next().target()));
            }
            return turn.rests() || !answer.reply().isEmpty() ? Uni.createFrom().item(turn) : speak(turn, call);
        });
    }

    private Uni<ModelTurn> answer(TurnInProgress turn, Call call) {
        Node agent = turn.agent();
        List<Edge> ways = turn.flow().edgesFrom(agent.id());
        List<String> tools = tools(agent);
        JsonObject format = FlowPrompts.turnFormat(ways, tools);
        List<ChatMessage> messages = turn
                .messages(FlowPrompts.turn(agent, ways, tools, turn.flow(), turn.session().mark()));
        return ask(turn, messages, format, call).flatMap(text -> {
            ModelTurn first = ModelTurn.read(text, ways, tools);
            if (first.problem() == null) {
                metrics.flowAnswer(METER, "good");
                return Uni.createFrom().item(first);
            }
            List<ChatMessage> again = new ArrayList<>(messages);
            again.add(ChatMessage.assistant(text.isBlank() ? "{}" : ModelText.cut(text, MAX_SHOWN_CHARS)));
            again.add(ChatMessage.user("[" + turn.session().mark() + "] Your answer cannot be used: " + first.problem()
                    + ". Answer again, with the JSON object only."));
            return ask(turn, again, format, call).map(repaired -> repaired(ModelTurn.read(repaired, ways, tools)));
        });
    }

    /** A reply is worth more than a failure, even when it stays where it is. */
    private ModelTurn repaired(ModelTurn answer) {
        metrics.flowAnswer(METER, answer.problem() == null ? "repaired" : "bad");
        if (answer.problem() != null && answer.reply().isEmpty()) {
            throw FlowFailures.uselessAnswer();
        }
        return answer.problem() == null ? answer : answer.onlyReply();
    }

    private Uni<String> ask(TurnInProgress turn, List<ChatMessage> messages, JsonObject format, Call call) {
        if (turn.ask() > MAX_QUESTIONS) {
            return Uni.createFrom().failure(FlowFailures.uselessAnswer());
        }
        return languageModel.ask(turn.session().model(), messages, format, call);
    }

    private static List<String> tools(Node agent) {
        List<String> tools = new ArrayList<>();
        agent.data().path("tools").forEach(tool -> tools.add(tool.asText()));
        return tools.stream().filter(tool -> !tool.isBlank()).distinct().limit(MAX_TOOLS).toList();
    }
}
