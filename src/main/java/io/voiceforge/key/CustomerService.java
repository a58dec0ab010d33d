package io.voiceforge.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.AuditEvent.Action;
import io.voiceforge.key.KeyService.Author;

/**
 * Customer management for operators. Each change is stored together with its audit event, and the customer's keys are evicted
 * from the directory before the caller gets the result. Fails with {@link ApiException} ({@code not_found}, {@code conflict}) or
 * {@link StoreUnavailableException}.
 */
@ApplicationScoped
public class CustomerService {

    private final CustomerStore store;
    private final KeyStore trails;
    private final KeyDirectory directory;

    CustomerService(CustomerStore store, KeyStore trails, KeyDirectory directory) {
        this.store = store;
        this.trails = trails;
        this.directory = directory;
    }

    public Uni<Customer> create(String name, Integer maxConcurrent, Quota quota, Author author) {
        Instant now = now();
        Customer customer = new Customer(UUID.randomUUID(), name, now, now, maxConcurrent, quota);
        return store.insert(customer, event(customer, Action.CREATED, author, now, List.of())).map(isNew -> {
            if (!isNew) {
                throw ApiException.of(ErrorCode.CONFLICT, "There is a customer with this name already");
            }
            return customer;
        });
    }

    /** Newest first. */
    public Uni<List<Customer>> list(CustomerStore.Page page) {
        return store.list(page);
    }

    public Uni<Customer> get(UUID id) {
        return store.findById(id).map(found -> found.orElseThrow(CustomerService::notFound));
    }

    /** Applies {@code change} atomically, so that concurrent changes are not lost. */
    public Uni<Customer> update(UUID id, UnaryOperator<Customer> change, List<String> changes, Author author) {
        return get(id).chain(named -> {
            Instant now = now();
            return evicting(id, store.update(id, before -> {
                Customer after = change.apply(before);
                return before.with(after.maxConcurrent(), after.quota(), now);
            }, event(named, Action.UPDATED, author, now, changes)));
        }).map(found -> found.orElseThrow(CustomerService::notFound));
    }

    public Uni<Void> delete(UUID id, Author author) {
        return get(id).chain(named -> evicting(id, store.delete(id, event(named, Action.DELETED, author, now(), List.of()))))
                .map(deletion -> switch (deletion) {
                    case DONE -> null;
                    case NOT_FOUND -> throw notFound();
                    case HAS_KEYS -> throw ApiException.of(ErrorCode.CONFLICT,
                            "Keys belong to this customer. Delete them, or let them belong to another, first.");
                });
    }

    /** The audit trail of a customer, even a deleted one. */
    public Uni<List<AuditEvent>> events(UUID id) {
        return trails.events(id).map(events -> {
            if (events.isEmpty() || events.get(0).customer() == null) {
                throw notFound();
            }
            return events;
        });
    }

    private <T> Uni<T> evicting(UUID id, Uni<T> change) {
        return change
                .onItem().invoke(() -> directory.evict(id))
                // a change whose confirmation was lost may have been made
                .onFailure().invoke(() -> directory.doubt(id))
                .onCancellation().invoke(() -> directory.doubt(id));
    }

    private static ApiException notFound() {
        return ApiException.of(ErrorCode.NOT_FOUND, "Customer not found");
    }

    private static AuditEvent event(Customer customer, Action action, Author author, Instant now, List<String> changes) {
        return new AuditEvent(customer.id(), now, author.actor(), action, author.address(), changes, customer.name());
    }

    /** The current time, at the precision of both stores. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
