package io.voiceforge.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.audit.Author;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Customer management for operators. Each change is stored together with its audit event, and the customer's keys are evicted
 * from the directory before the caller gets the result. Fails with {@link ApiException} ({@code not_found}, {@code conflict}) or
 * {@link StoreUnavailableException}.
 */
@ApplicationScoped
public class CustomerService {

    private static final int MAX_EVENTS = 1000;

    private final CustomerStore store;
    private final AuditStore trail;
    private final KeyDirectory directory;

    CustomerService(CustomerStore store, AuditStore trail, KeyDirectory directory) {
        this.store = store;
        this.trail = trail;
        this.directory = directory;
    }

    public Uni<Customer> create(String name, RateLimits rateLimits, Integer maxConcurrent, Quota quota, Author author) {
        Instant now = now();
        Customer customer = new Customer(UUID.randomUUID(), name, now, now, rateLimits, maxConcurrent, quota);
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
                return before.with(after.rateLimits(), after.maxConcurrent(), after.quota(), now);
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

    /** The last 1000 events of a customer, even a deleted one, oldest first. */
    public Uni<List<AuditEvent>> events(UUID id) {
        Subject subject = Subject.customer(id);
        AuditStore.Filter all = new AuditStore.Filter(subject.type(), subject.id(), null, null, null, null);
        return trail.list(new AuditStore.Page(all, MAX_EVENTS, null)).map(newestFirst -> {
            if (newestFirst.isEmpty()) {
                throw notFound();
            }
            List<AuditEvent> events = new ArrayList<>(newestFirst.stream().map(AuditStore.Recorded::event).toList());
            Collections.reverse(events);
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
        return new AuditEvent(Subject.customer(customer.id()), now, author.actor(), action, author.address(), changes);
    }

    /** The current time, at the precision of both stores. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
