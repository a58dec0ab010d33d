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
 * Runs conversations through flows. A language model speaks as the session's current subagent and chooses the way on. A turn is
 * atomic: if a provider fails, the session stays as it was. Fails with an {@link ApiException}: {@code not_found} for sessions
 * of other keys and flows, {@code conflict} if the session's state does not allow the request, {@code provider_failed} if the
 * model's output cannot be used, and as {@link io.voiceforge.gateway.ChatCalls} does.
 */
@ApplicationScoped
public class FlowRunner {

    /** The most model requests in one turn, repairs included. */
    static final int MAX_QUESTIONS = 8;
    /** The most tools of one subagent that a model chooses from. */
    private static final int MAX_TOOLS = 100;
    /** The most of an unusable output that is shown to the model again. */
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
     * The result of a tool call.
     *
     * @param id the tool call's id
     * @param result any JSON value; null if the tool failed
     * @param error what went wrong, or null
     */
    public record ToolResult(String id, JsonNode result, String error) {

        boolean isSuccess() {
            return error == null;
        }
    }

    /**
     * Starts a session on the flow's current version and returns its opening turn. Fails with the flow's problems if it is not
     * valid.
     *
     * @param model the caller's name for the model in all turns, or null
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

    /** Processes a message from the caller. */
    public Uni<FlowTurn> message(UUID flowId, UUID id, String message, Call call) {
        return turn(call.caller().id(), flowId, id, (state, turn) -> {
            if (state.last().ended()) {
                throw FlowFailures.conflict("The session has ended. Start a new one.");
            }
            if (state.awaited() != null) {
                throw FlowFailures.conflict("The session is waiting for the result of the tool call " + state.awaited().id()
                        + ". Send it to tool-results first.");
            }
            turn.hear(message);
            return speak(turn, call);
        });
    }

    /** Processes the result of the tool call that the session is waiting for. */
    public Uni<FlowTurn> toolResult(UUID flowId, UUID id, ToolResult result, Call call) {
        return turn(call.caller().id(), flowId, id, (state, turn) -> {
            ToolCall awaited = state.awaited();
            if (awaited == null) {
                throw FlowFailures.conflict("The session is not waiting for a tool result.");
            }
            if (!awaited.id().equals(result.id())) {
                throw FlowFailures.conflict("The session is waiting for the result of another tool call: " + awaited.id());
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

    /** The session's last turn. */
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

    /** Lets the current subagent speak, and the next one too if it moves on without a reply. */
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

    /** A reply is better than a failure, even if the session then stays at its node. */
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
