package io.voiceforge.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The types of nodes. */
public enum NodeType {

    SUBAGENT(false),
    TOOL(false),
    AGENT_TRANSFER(true),
    PHONE_TRANSFER(true),
    END_CALL(true);

    private final boolean end;

    NodeType(boolean end) {
        this.end = end;
    }

    /** The name in requests and responses. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the conversation is over for this flow at this node: it ends or is transferred. */
    public boolean isEnd() {
        return end;
    }

    public static Optional<NodeType> of(String wireName) {
        return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
    }

    static List<String> wireNames() {
        return Arrays.stream(values()).map(NodeType::wireName).toList();
    }
}
