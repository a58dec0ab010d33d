package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.key.Scope;

/**
 * The content of the snapshot file for keys, customers and their audit trail. Any change to these records must change {@link #VERSION},
 * and what an earlier version lacks must be nullable.
 *
 * @param events oldest first
 * @param customers null in files of earlier versions
 */
@RegisterForReflection
record KeySnapshot(List<KeyRecord> keys, List<EventRecord> events, List<CustomerRecord> customers) {

    static final int VERSION = 4;

    static KeySnapshot of(List<StoredKey> keys, List<AuditEvent> events, List<Customer> customers) {
        return new KeySnapshot(keys.stream().map(KeyRecord::of).toList(), events.stream().map(EventRecord::of).toList(),
                customers.stream().map(CustomerRecord::of).toList());
    }

    List<Customer> toCustomers() {
        return customers == null ? List.of() : customers.stream().map(CustomerRecord::toCustomer).toList();
    }

    /** The members of {@link Customer}. */
    @RegisterForReflection
    record CustomerRecord(UUID id, String name, Instant createdAt, Instant updatedAt, Integer maxConcurrent,
            Long quotaCharacters, Long quotaAudioSeconds, Long quotaTokens, Long quotaCost, Integer rateLimit,
            Integer rateLimitSecond, Integer rateLimitMinute, Integer rateLimitDay) {

        static CustomerRecord of(Customer customer) {
            Quota quota = customer.quota();
            return new CustomerRecord(customer.id(), customer.name(), customer.createdAt(), customer.updatedAt(),
                    customer.maxConcurrent(), quota.characters(), quota.audioSeconds(), quota.tokens(), quota.cost(),
                    customer.rateLimits().in(RateWindow.HOUR), customer.rateLimits().in(RateWindow.SECOND),
                    customer.rateLimits().in(RateWindow.MINUTE), customer.rateLimits().in(RateWindow.DAY));
        }

        /** @throws RuntimeException if {@link #of} cannot have written this record */
        Customer toCustomer() {
            return new Customer(Objects.requireNonNull(id), name, Objects.requireNonNull(createdAt), updatedAt,
                    RateLimits.of(rateLimitSecond, rateLimitMinute, rateLimit, rateLimitDay), maxConcurrent,
                    new Quota(quotaCharacters, quotaAudioSeconds, quotaTokens, quotaCost));
        }
    }

    /** A key, with the members of {@link ApiKey}, {@link ApiKey.Settings} and {@link StoredKey}. */
    @RegisterForReflection
    record KeyRecord(UUID id, String secretHash, String hint, String previousSecretHash, Instant previousSecretUntil,
            boolean active, Instant createdAt, Instant updatedAt, Instant lastUsedAt, Instant revokedAt, long usage,
            String name, Integer rateLimit, Instant expiresAt, Integer maxConcurrent, Long quotaCharacters,
            Long quotaAudioSeconds,
            Long quotaTokens, Long quotaCost, List<String> scopes, List<String> allowedIps, String metadata,
            Integer rateLimitSecond, Integer rateLimitMinute, Integer rateLimitDay, String customer,
            Boolean speechCache) {

        static KeyRecord of(StoredKey stored) {
            ApiKey key = stored.key();
            ApiKey.Settings settings = key.settings();
            Quota quota = settings.quota() == null ? Quota.NONE : settings.quota();
            return new KeyRecord(key.id(), stored.hash(), key.hint(), stored.previousHash(), stored.previousUntil(),
                    key.active(), key.createdAt(), key.updatedAt(), key.lastUsedAt(), key.revokedAt(), key.usage(),
                    settings.name(), settings.rateLimits().in(RateWindow.HOUR), settings.expiresAt(), settings.maxConcurrent(),
                    quota.characters(), quota.audioSeconds(), quota.tokens(), quota.cost(),
                    settings.scopes().stream().map(Scope::wireName).sorted().toList(),
                    settings.allowedIps().stream().map(AddressRange::text).toList(), settings.metadata(),
                    settings.rateLimits().in(RateWindow.SECOND), settings.rateLimits().in(RateWindow.MINUTE),
                    settings.rateLimits().in(RateWindow.DAY), settings.customer(), settings.speechCache());
        }

        /** @throws RuntimeException if {@link #of} cannot have written this record */
        StoredKey toStored() {
            ApiKey.Settings settings = new ApiKey.Settings(name, rateLimits(), expiresAt, maxConcurrent,
                    new Quota(quotaCharacters, quotaAudioSeconds, quotaTokens, quotaCost),
                    scopes.stream().map(KeyRecord::scope).collect(Collectors.toSet()),
                    allowedIps.stream().map(KeyRecord::range).toList(), metadata, customer,
                    Boolean.TRUE.equals(speechCache));
            ApiKey key = new ApiKey(id, hint, active, createdAt, updatedAt, lastUsedAt, revokedAt, usage, settings);
            return new StoredKey(key, secretHash, previousSecretHash, previousSecretUntil);
        }

        private RateLimits rateLimits() {
            return RateLimits.of(rateLimitSecond, rateLimitMinute, rateLimit, rateLimitDay);
        }

        /** An unknown scope must not be ignored: a key without scopes may do everything. */
        private static Scope scope(String wireName) {
            return Scope.of(wireName).orElseThrow(() -> new IllegalArgumentException("Unknown scope"));
        }

        private static AddressRange range(String text) {
            return AddressRange.parse(text);
        }
    }

    /**
     * An event.
     *
     * @param keyId the subject in earlier versions, which have events of keys only; null otherwise
     */
    @RegisterForReflection
    record EventRecord(UUID keyId, String subjectType, String subjectId, Instant at, String actor, String action,
            String address, List<String> changes) {

        static EventRecord of(AuditEvent event) {
            return new EventRecord(null, event.subject().type().name(), event.subject().id(), event.at(), event.actor(),
                    event.action().name(), event.address(), event.changes());
        }

        /** @throws RuntimeException if {@link #of} cannot have written this record */
        AuditEvent toEvent() {
            Subject subject = keyId != null ? Subject.key(keyId)
                    : new Subject(Subject.Type.valueOf(subjectType), Objects.requireNonNull(subjectId));
            return new AuditEvent(subject, Objects.requireNonNull(at), actor, AuditEvent.Action.valueOf(action), address,
                    changes);
        }
    }
}
