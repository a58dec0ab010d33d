package io.voiceforge.store.postgres;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.voiceforge.flow.Flow;
import io.voiceforge.flow.GraphJson;

/** A row of {@code agent_flow_version}: what a flow was before it was changed. */
@Entity
@Immutable
@IdClass(FlowVersionEntity.Key.class)
@Table(name = "agent_flow_version")
class FlowVersionEntity {

    /** Hibernate makes and compares it. */
    static class Key implements Serializable {

        private static final long serialVersionUID = 1;

        UUID flowId;
        long version;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.flowId.equals(flowId) && key.version == version;
        }

        @Override
        public int hashCode() {
            return Objects.hash(flowId, version);
        }
    }

    @Id
    @Column(name = "flow_id")
    UUID flowId;
    @Id
    long version;
    String name;
    String description;
    String configuration;
    String graph;
    @Column(name = "updated_at")
    Instant updatedAt;

    /** @param current the flow as it is now, for what never changes */
    Flow toFlow(FlowEntity current) {
        return new Flow(flowId, current.keyId, new Flow.Content(name, description, configuration, GraphJson.read(graph)),
                version, current.createdAt, updatedAt);
    }
}
