package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.UUID;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.GraphJson;

/**
 * A flow as it is kept in memory and in the snapshot file. Its graph is text, which takes a fraction of the memory of the
 * parsed graph. Any change to this record must change {@link FlowSnapshot#VERSION}.
 */
@RegisterForReflection
record StoredFlow(UUID id, UUID keyId, String name, String description, String configuration, String graph, long version,
        Instant createdAt, Instant updatedAt) {

    static StoredFlow of(Flow flow) {
        Flow.Content content = flow.content();
        return new StoredFlow(flow.id(), flow.keyId(), content.name(), content.description(), content.configuration(),
                GraphJson.write(content.graph()), flow.version(), flow.createdAt(), flow.updatedAt());
    }

    Flow toFlow() {
        return new Flow(id, keyId, new Flow.Content(name, description, configuration, GraphJson.read(graph)), version,
                createdAt, updatedAt);
    }

    Flow.Summary toSummary() {
        return new Flow.Summary(id, name, description, configuration, version, createdAt, updatedAt);
    }

    /** The characters that count towards the store's limit. */
    int chars() {
        return name.length() + (description == null ? 0 : description.length()) + configuration.length() + graph.length();
    }
}
