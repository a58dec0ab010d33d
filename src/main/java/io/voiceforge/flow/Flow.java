package io.voiceforge.flow;

import java.time.Instant;
import java.util.UUID;

/**
 * A flow that belongs to a key.
 *
 * @param keyId whose it is; nobody else ever sees it
 * @param version 1 at first, and one more with each change
 */
public record Flow(UUID id, UUID keyId, Content content, long version, Instant createdAt, Instant updatedAt) {

    /**
     * What a caller writes, and a generator too.
     *
     * @param name 1 to 200 code points without control characters
     * @param description or null
     * @param configuration the caller's own, a JSON object as text
     */
    public record Content(String name, String description, String configuration, Graph graph) {

        public Content with(Graph other) {
            return new Content(name, description, configuration, other);
        }
    }

    /** What lists show of a flow: all but its graph. */
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
