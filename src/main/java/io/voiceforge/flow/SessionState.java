package io.voiceforge.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A conversation as it is between two turns. It never changes: a turn that succeeds makes the next one, and one that fails
 * makes none.
 *
 * @param agent the subagent that speaks, or spoke last
 * @param utterances the latest messages, the oldest first
 * @param isCut whether there were more
 * @param awaited the tool call that the caller has to answer, or null
 * @param last what the last turn gave
 */
record SessionState(String agent, List<Utterance> utterances, boolean isCut, ToolCall awaited, FlowTurn last) {

    /** With these, a conversation of half an hour is whole. */
    static final int MAX_UTTERANCES = 200;
    static final int MAX_CHARACTERS = 64_000;

    enum Speaker {
        CALLER,
        AGENT,
        /** The runner, to the model. */
        RUNNER
    }

    /** One message. */
    record Utterance(Speaker speaker, String text) {
    }

    /**
     * A tool that has been called.
     *
     * @param node the tool's, or that of the subagent that has called one of its own
     */
    record ToolCall(String id, String node, String toolName) {
    }

    /** The latest of the messages, within the bounds. */
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

    /** About as many as it takes. */
    long characters() {
        return utterances.stream().mapToLong(message -> message.text().length()).sum() + last.reply().length()
                + last.events().stream().mapToLong(event -> event.toString().length()).sum();
    }
}
