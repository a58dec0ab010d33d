package io.voiceforge.store.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.Customer;
import io.voiceforge.key.CustomerStore;

/** Queries on {@code api_customer}. */
@ApplicationScoped
class CustomerRepository implements PanacheRepositoryBase<CustomerEntity, UUID> {

    private static final String CLAIM = """
            insert into voiceforge.api_customer (id, name, created_at, updated_at)
            values (?1, ?2, cast(cast(?3 as text) as timestamptz), cast(cast(?3 as text) as timestamptz))
            on conflict (name) do nothing
            """;

    /** Returns false if there is one with this name. */
    Uni<Boolean> insert(Customer customer) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(CLAIM).setParameter(1, customer.id())
                        .setParameter(2, customer.name()).setParameter(3, customer.createdAt().toString()).executeUpdate())
                .chain(rows -> rows == 0 ? Uni.createFrom().item(false)
                        : findById(customer.id()).invoke(entity -> entity.set(customer)).replaceWith(true));
    }

    Uni<CustomerEntity> findForUpdate(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult();
    }

    /**
     * Keeps the customer from being deleted until the end of the transaction; fails if there is none with this name.
     *
     * @param name null for no customer
     */
    Uni<Void> keep(String name) {
        return name == null ? Uni.createFrom().voidItem()
                : find("name", name).withLock(LockModeType.PESSIMISTIC_READ).firstResult()
                        .onItem().ifNull().failWith(CustomerStore::unknown).replaceWithVoid();
    }

    Uni<List<CustomerEntity>> list(CustomerStore.Page page) {
        StringBuilder query = new StringBuilder("1 = 1");
        Map<String, Object> parameters = new HashMap<>();
        if (page.name() != null) {
            query.append(" and name = :name");
            parameters.put("name", page.name());
        }
        if (page.after() != null) {
            query.append(" and (createdAt < :at or createdAt = :at and id < :id)");
            parameters.put("at", page.after().createdAt());
            parameters.put("id", page.after().id());
        }
        return find(query + " order by createdAt desc, id desc", parameters).page(0, page.limit()).list();
    }
}
