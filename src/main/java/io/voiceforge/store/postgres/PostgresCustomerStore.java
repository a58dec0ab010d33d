package io.voiceforge.store.postgres;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.key.Customer;
import io.voiceforge.key.CustomerStore;

/** Customers in PostgreSQL. Other replicas are notified of changes as of those of keys. */
@ApplicationScoped
@Typed(PostgresCustomerStore.class)
public class PostgresCustomerStore implements CustomerStore {

    private final CustomerRepository customers;
    private final KeyRepository keys;
    private final AuditEventRepository events;
    private final Database database;

    PostgresCustomerStore(CustomerRepository customers, KeyRepository keys, AuditEventRepository events, Database database) {
        this.customers = customers;
        this.keys = keys;
        this.events = events;
        this.database = database;
    }

    @Override
    public Uni<Optional<Customer>> findById(UUID id) {
        return database.read("get_customer",
                () -> customers.findById(id).map(found -> Optional.ofNullable(found).map(CustomerEntity::toCustomer)));
    }

    @Override
    public Uni<List<Customer>> list(Page page) {
        return database.read("list_customers",
                () -> customers.list(page).map(found -> found.stream().map(CustomerEntity::toCustomer).toList()));
    }

    @Override
    public Uni<Boolean> insert(Customer customer, AuditEvent event) {
        return database.write("insert_customer", () -> customers.insert(customer).chain(isNew -> isNew
                ? events.add(event).replaceWith(true)
                : Uni.createFrom().item(false)));
    }

    @Override
    public Uni<Optional<Customer>> update(UUID id, UnaryOperator<Customer> change, AuditEvent event) {
        return database.write("update_customer", () -> customers.findForUpdate(id).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(Optional.<Customer> empty());
            }
            entity.set(change.apply(entity.toCustomer()));
            return events.announce(event).replaceWith(Optional.of(entity.toCustomer()));
        }));
    }

    @Override
    public Uni<Deletion> delete(UUID id, AuditEvent event) {
        return database.write("delete_customer", () -> customers.findForUpdate(id).chain(entity -> {
            if (entity == null) {
                return Uni.createFrom().item(Deletion.NOT_FOUND);
            }
            // new keys wait for the end of this transaction
            return keys.count("customer", entity.name).chain(count -> count > 0 ? Uni.createFrom().item(Deletion.HAS_KEYS)
                    : customers.delete(entity).chain(() -> events.announce(event)).replaceWith(Deletion.DONE));
        }));
    }
}
