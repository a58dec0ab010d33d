package io.voiceforge.flow;

import java.time.Instant;
import java.util.UUID;

/**
 * A flow that belongs to a key.
 *
 * @param keyId the owner; other keys never see the flow
 * @param version starts at 1 and increases by one with each change
 */
public record Flow(UUID id, UUID keyId, Content content, long version, Instant createdAt, Instant updatedAt) {

    /** How many versions of a flow are kept, the current one included. */
    public static final int KEPT_VERSIONS = 20;

    /**
     * The part of a flow that callers and generators write.
     *
     * @param name 1 to 200 code points without control characters
     * @param description or null
     * @param configuration defined by the caller: a JSON object as text
     */
    public record Content(String name, String description, String configuration, Graph graph) {

        public Content with(Graph other) {
            return new Content(name, description, configuration, other);
        }
    }

    /** A flow without its graph, as in lists. */
    public record Summary(UUID id, String name, String description, String configuration, long version, Instant createdAt,
            Instant updatedAt) {
    }

    public Summary summary() {
        return new Summary(id, content.name(), content.description(), content.configuration(), version, createdAt, updatedAt);
    }

    /** The next version. */
    Flow with(Content changed, Instant now) {
        return new Flow(id, keyId, changed, version + 1, createdAt, now);
    }
}
