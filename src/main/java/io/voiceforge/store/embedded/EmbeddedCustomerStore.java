package io.voiceforge.store.embedded;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.key.Customer;
import io.voiceforge.key.CustomerStore;

/** In-memory customers, kept with the keys in {@link EmbeddedKeyStore}. There are few, so lists are sorted when asked for. */
@ApplicationScoped
@Typed(EmbeddedCustomerStore.class)
public class EmbeddedCustomerStore implements CustomerStore {

    static final int MAX_CUSTOMERS = 10_000;

    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::createdAt)
            .thenComparing(Position::id, KeySorting::compareUnsigned)
            .reversed();

    private final EmbeddedKeyStore store;

    EmbeddedCustomerStore(EmbeddedKeyStore store) {
        this.store = store;
    }

    @Override
    public Uni<Optional<Customer>> findById(UUID id) {
        return Uni.createFrom().item(() -> store.customers().find(id));
    }

    @Override
    public Uni<List<Customer>> list(Page page) {
        return WholeTable.ask(() -> store.customers().all().stream()
                .filter(customer -> page.name() == null || page.name().equals(customer.name()))
                .filter(customer -> page.after() == null || NEWEST_FIRST.compare(position(customer), page.after()) > 0)
                .sorted(Comparator.comparing(EmbeddedCustomerStore::position, NEWEST_FIRST))
                .limit(page.limit()).toList());
    }

    /** Fails with {@link ApiException} ({@code conflict}) if there are too many. */
    @Override
    public Uni<Boolean> insert(Customer customer, AuditEvent event) {
        return Uni.createFrom().item(() -> store.changeCustomers((customers, keys) -> {
            if (customers.has(customer.name())) {
                return false;
            }
            if (customers.all().size() >= MAX_CUSTOMERS) {
                throw ApiException.of(ErrorCode.CONFLICT, "Without a database there can be no more than " + MAX_CUSTOMERS
                        + " customers. Delete some, or set DATABASE_URL.");
            }
            customers.put(customer);
            return true;
        }, Boolean.TRUE::equals, event));
    }

    @Override
    public Uni<Optional<Customer>> update(UUID id, UnaryOperator<Customer> change, AuditEvent event) {
        return Uni.createFrom().item(() -> store.changeCustomers((customers, keys) -> {
            Optional<Customer> after = customers.find(id).map(change);
            after.ifPresent(customers::put);
            return after;
        }, Optional::isPresent, event));
    }

    @Override
    public Uni<Deletion> delete(UUID id, AuditEvent event) {
        return Uni.createFrom().item(() -> store.changeCustomers((customers, keys) -> {
            Optional<Customer> customer = customers.find(id);
            if (customer.isEmpty()) {
                return Deletion.NOT_FOUND;
            }
            if (keys.hasKeysOf(customer.get().name())) {
                return Deletion.HAS_KEYS;
            }
            customers.remove(customer.get());
            return Deletion.DONE;
        }, Deletion.DONE::equals, event));
    }

    private static Position position(Customer customer) {
        return new Position(customer.createdAt(), customer.id());
    }
}
