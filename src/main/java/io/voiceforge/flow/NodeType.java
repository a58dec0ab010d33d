package io.voiceforge.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a node does. */
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

    /** The name in requests and answers. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a conversation is over for this flow when it gets here: it ends, or somebody else goes on with it. */
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
