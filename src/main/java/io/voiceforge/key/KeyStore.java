package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;

/**
 * Stores keys and their audit trails. Implementations never block the calling thread. A change and its audit event are stored
 * atomically. Operations fail with {@link StoreUnavailableException} if the store is unavailable.
 */
public interface KeyStore {

    /**
     * A key found by one of its secrets.
     *
     * @param key the key in any state, with its customer
     * @param secretValidUntil the end of the secret's grace period after a rotation; null for the current secret
     */
    record Found(ApiKey key, Instant secretValidUntil) {

        /** Whether the secret is accepted for the key at that time. */
        public boolean isUsableAt(Instant time) {
            return key.isUsableAt(time) && (secretValidUntil == null || time.isBefore(secretValidUntil));
        }
    }

    /**
     * Which keys a list has.
     *
     * @param text only keys whose name contains this, or whose id or hint begins with it, all without regard to case; null for
     *        all
     * @param active only active or only inactive keys; null for both
     * @param customer only keys that belong to the customer with this name; null for all
     */
    record Filter(String text, Boolean active, String customer) {

        public static final Filter ALL = new Filter(null, null);

        public Filter(String text, Boolean active) {
            this(text, active, null);
        }

        public boolean matches(ApiKey key) {
            return (active == null || active == key.active())
                    && (customer == null || customer.equals(key.settings().customer()))
                    && (text == null || matches(key, text.toLowerCase(Locale.ROOT)));
        }

        private static boolean matches(ApiKey key, String lowerCase) {
            return key.name().toLowerCase(Locale.ROOT).contains(lowerCase) || key.id().toString().startsWith(lowerCase)
                    || key.hint().startsWith(lowerCase);
        }
    }

    /**
     * A part of a list of keys.
     *
     * @param limit the maximum number of keys, at least 1
     * @param after continue behind this position; null for the first page
     */
    record Page(Filter filter, KeyOrder order, int limit, Position after) {

        /** A page of a list that has the newest keys first. */
        public Page(Boolean active, int limit, Position after) {
            this(new Filter(null, active), KeyOrder.NEWEST_FIRST, limit, after);
        }
    }

    /**
     * The position of a key in a list.
     *
     * @param value what the order goes by: a name, or a time in ISO-8601
     */
    record Position(String value, UUID id) {

        public Position(Instant time, UUID id) {
            this(time.toString(), id);
        }
    }

    /**
     * Finds a key by the {@linkplain KeySecret#hash hash} of its current secret, or of its previous one during the grace
     * period.
     */
    Uni<Optional<Found>> findBySecretHash(String hash);

    Uni<Optional<ApiKey>> findById(UUID id);

    Uni<List<ApiKey>> list(Page page);

    /**
     * Fails with {@link CustomerStore#unknown} if the key's customer does not exist, and with
     * {@link io.voiceforge.error.ApiException} ({@code conflict}) if the store has as many keys as it can keep.
     */
    Uni<Void> insert(ApiKey key, String secretHash, AuditEvent event);

    /**
     * Replaces the key atomically with the result of {@code change}; empty if there is no such key. Fails with
     * {@link CustomerStore#unknown} if it would belong to a customer that does not exist.
     */
    Uni<Optional<ApiKey>> update(UUID id, UnaryOperator<ApiKey> change, AuditEvent event);

    /**
     * Gives the key a new secret; empty if there is no such key.
     *
     * @param oldValidUntil how long the current secret stays valid; the one before it ends now
     */
    Uni<Optional<ApiKey>> rotate(UUID id, String newHash, String newHint, Instant oldValidUntil, AuditEvent event);

    /** Returns false if there is no such key. The audit trail is kept. */
    Uni<Boolean> delete(UUID id, AuditEvent event);

    /** The last 1000 audit events of a key, oldest first; empty if the key never existed. */
    Uni<List<AuditEvent>> events(UUID id);
}
