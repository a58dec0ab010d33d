package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.flow.Flow;
import io.voiceforge.flow.GraphJson;

/** A row of {@code agent_flow}. */
@Entity
@Table(name = "agent_flow")
class FlowEntity {

    @Id
    UUID id;
    @Column(name = "key_id", updatable = false)
    UUID keyId;
    String name;
    String description;
    String configuration;
    String graph;
    long version;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;

    static FlowEntity of(Flow flow) {
        FlowEntity entity = new FlowEntity();
        entity.id = flow.id();
        entity.keyId = flow.keyId();
        entity.createdAt = flow.createdAt();
        entity.set(flow);
        return entity;
    }

    /** Copies everything that an update can change. */
    void set(Flow flow) {
        Flow.Content content = flow.content();
        name = content.name();
        description = content.description();
        configuration = content.configuration();
        graph = GraphJson.write(content.graph());
        version = flow.version();
        updatedAt = flow.updatedAt();
    }

    Flow toFlow() {
        return new Flow(id, keyId, new Flow.Content(name, description, configuration, GraphJson.read(graph)), version,
                createdAt, updatedAt);
    }
}
