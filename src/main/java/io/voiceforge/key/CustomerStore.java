package io.voiceforge.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Stores customers beside their keys. Implementations never block the calling thread. A change and its audit event, which
 * {@link KeyStore#events} has under the customer's id, are stored atomically. Operations fail with
 * {@link StoreUnavailableException} if the store is unavailable.
 */
public interface CustomerStore {

    /** How a deletion went. */
    enum Deletion {
        DONE,
        NOT_FOUND,
        /** Nothing was deleted, because keys belong to the customer. */
        HAS_KEYS
    }

    /**
     * Which customers to list, newest first.
     *
     * @param name only the customer with this name; null for all
     * @param limit the maximum number of customers, at least 1
     * @param after continue after this customer; null for the first page
     */
    record Page(String name, int limit, Position after) {
    }

    /** The position of a customer in a listing. */
    record Position(Instant createdAt, UUID id) {
    }

    Uni<Optional<Customer>> findById(UUID id);

    Uni<List<Customer>> list(Page page);

    /** Returns false if there is a customer with this name. */
    Uni<Boolean> insert(Customer customer, AuditEvent event);

    /** Replaces the customer atomically with the result of {@code change}; empty if there is no such customer. */
    Uni<Optional<Customer>> update(UUID id, UnaryOperator<Customer> change, AuditEvent event);

    /** Deletes a customer that no key belongs to. Its audit trail and its usage are kept. */
    Uni<Deletion> delete(UUID id, AuditEvent event);

    /** The failure of a change that would let a key belong to a customer that does not exist. */
    static ApiException unknown() {
        return ApiException.of(ErrorCode.INVALID_REQUEST, "customer",
                "customer must be the name of an existing customer. POST /api/customers creates one.");
    }
}
