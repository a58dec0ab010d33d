package io.voiceforge.limit;

import java.util.UUID;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;

/**
 * Who has a monthly quota: a key, or a customer whose keys share it.
 *
 * @param customer the customer's name; null for a key
 */
public record QuotaHolder(UUID id, String customer, Quota quota) {

    static QuotaHolder of(ApiKey key) {
        return new QuotaHolder(key.id(), null, key.settings().quota());
    }

    static QuotaHolder of(Customer customer) {
        return new QuotaHolder(customer.id(), customer.name(), customer.quota());
    }
}
