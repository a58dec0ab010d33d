package io.voiceforge.store.embedded;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.CustomerStore;
import io.voiceforge.key.KeyStore.Found;

/** Customers by name. Any thread may read at any time; only one at a time may change it, which the caller must ensure. */
final class CustomerTable {

    private final ConcurrentHashMap<String, Customer> byName = new ConcurrentHashMap<>();

    Collection<Customer> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** There are few, and only operators ask for one by its id. */
    Optional<Customer> find(UUID id) {
        return byName.values().stream().filter(customer -> customer.id().equals(id)).findFirst();
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Adds the customer, or replaces the one with its name. */
    void put(Customer customer) {
        byName.put(customer.name(), customer);
    }

    void remove(Customer customer) {
        byName.remove(customer.name());
    }

    /** The key with its customer. */
    Found join(Found found) {
        String name = found.key().settings().customer();
        return name == null ? found : new Found(found.key().of(byName.get(name)), found.secretValidUntil());
    }

    /** Fails with {@link CustomerStore#unknown} if the key's customer does not exist. */
    void require(ApiKey key) {
        String name = key.settings().customer();
        if (name != null && !has(name)) {
            throw CustomerStore.unknown();
        }
    }
}
