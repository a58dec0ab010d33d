package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.key.Customer;

/** A row of {@code api_customer}. */
@Entity
@Table(name = "api_customer")
class CustomerEntity extends LimitedEntity {

    @Id
    UUID id;
    @Column(updatable = false)
    String name;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;

    static CustomerEntity of(Customer customer) {
        CustomerEntity entity = new CustomerEntity();
        entity.id = customer.id();
        entity.name = customer.name();
        entity.createdAt = customer.createdAt();
        entity.set(customer);
        return entity;
    }

    /** Copies everything that an operator can change. */
    void set(Customer customer) {
        updatedAt = customer.updatedAt();
        limit(customer.rateLimits(), customer.maxConcurrent(), customer.quota());
    }

    Customer toCustomer() {
        return new Customer(id, name, createdAt, updatedAt, rateLimits(), maxConcurrent, quota());
    }
}
