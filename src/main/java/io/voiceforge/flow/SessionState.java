package io.voiceforge.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The state of a conversation between two turns. Immutable: a successful turn creates the next state, a failed turn creates
 * none.
 *
 * @param agent the subagent that speaks, or spoke last
 * @param utterances the most recent messages, oldest first
 * @param isCut whether older messages were dropped
 * @param awaited the tool call that the caller must answer, or null
 * @param last the outcome of the last turn
 */
record SessionState(String agent, List<Utterance> utterances, boolean isCut, ToolCall awaited, FlowTurn last) {

    /** Enough for a complete conversation of half an hour. */
    static final int MAX_UTTERANCES = 200;
    static final int MAX_CHARACTERS = 64_000;

    enum Speaker {
        CALLER,
        AGENT,
        /** The runner, addressing the model. */
        RUNNER
    }

    /** One message. */
    record Utterance(Speaker speaker, String text) {
    }

    /**
     * A tool call.
     *
     * @param node the tool's node, or that of the subagent that called one of its own tools
     */
    record ToolCall(String id, String node, String toolName) {
    }

    /** The most recent messages within the bounds. */
    static List<Utterance> latest(List<Utterance> all) {
        Deque<Utterance> latest = new ArrayDeque<>();
        long characters = 0;
        for (int i = all.size() - 1; i >= 0 && latest.size() < MAX_UTTERANCES; i--) {
            characters += all.get(i).text().length();
            if (characters > MAX_CHARACTERS) {
                break;
            }
            latest.addFirst(all.get(i));
        }
        return List.copyOf(latest);
    }

    /** The approximate number of characters that the state holds. */
    long characters() {
        return utterances.stream().mapToLong(message -> message.text().length()).sum() + last.reply().length()
                + last.events().stream().mapToLong(event -> event.toString().length()).sum();
    }
}
