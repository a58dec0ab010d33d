package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.voiceforge.flow.Flow;

/** A row of {@code agent_flow} without its graph, for lists. */
@Entity
@Immutable
@Table(name = "agent_flow")
class FlowSummaryEntity {

    @Id
    UUID id;
    @Column(name = "key_id")
    UUID keyId;
    String name;
    String description;
    String configuration;
    long version;
    @Column(name = "created_at")
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;

    Flow.Summary toSummary() {
        return new Flow.Summary(id, name, description, configuration, version, createdAt, updatedAt);
    }
}
