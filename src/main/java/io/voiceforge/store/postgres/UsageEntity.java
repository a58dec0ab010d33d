package io.voiceforge.store.postgres;

import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.usage.FinishedCall.Outcome;
import io.voiceforge.usage.UsageStore.Row;
import io.voiceforge.usage.UsageStore.Slot;
import io.voiceforge.usage.UsageStore.Totals;

/** A row of {@code usage_hour}; read-only, because the database itself adds to the sums ({@link UsageUpserts}). */
@Entity
@Immutable
@Table(name = "usage_hour")
@IdClass(UsageEntity.Key.class)
class UsageEntity {

    @RegisterForReflection
    record Key(UUID keyId, Instant startsAt, String operation, String provider, String model, String outcome,
            String customer) implements Serializable {
    }

    @Id
    @Column(name = "key_id")
    UUID keyId;
    @Id
    @Column(name = "hour")
    Instant startsAt;
    @Id
    String operation;
    @Id
    String provider;
    @Id
    String model;
    @Id
    String outcome;
    @Id
    String customer;
    long calls;
    long characters;
    @Column(name = "audio_millis")
    long audioMillis;
    long tokens;
    long bytes;
    @Column(name = "total_millis")
    long totalMillis;
    long priced;
    long cost;
    Long[] latency;

    Row toRow() {
        Map<Integer, Long> buckets = new HashMap<>();
        for (int bucket = 0; bucket < latency.length; bucket++) {
            if (latency[bucket] != 0) {
                buckets.put(bucket, latency[bucket]);
            }
        }
        Slot slot = new Slot(keyId, customer.isEmpty() ? null : customer, startsAt, Operation.valueOf(operation),
                provider.isEmpty() ? null : ProviderId.ofStored(provider), model.isEmpty() ? null : model,
                Outcome.valueOf(outcome));
        return new Row(slot, new Totals(calls, characters, audioMillis, tokens, bytes, totalMillis, priced, cost, buckets));
    }
}
