package io.voiceforge.store.postgres;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;

/** A row of {@code api_customer}. */
@Entity
@Table(name = "api_customer")
class CustomerEntity {

    @Id
    UUID id;
    @Column(updatable = false)
    String name;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;
    /** Of the hour. */
    @Column(name = "rate_limit")
    Integer rateLimit;
    @Column(name = "rate_limit_second")
    Integer rateLimitSecond;
    @Column(name = "rate_limit_minute")
    Integer rateLimitMinute;
    @Column(name = "rate_limit_day")
    Integer rateLimitDay;
    @Column(name = "max_concurrent")
    Integer maxConcurrent;
    @Column(name = "quota_characters")
    Long quotaCharacters;
    @Column(name = "quota_audio_seconds")
    Long quotaAudioSeconds;
    @Column(name = "quota_tokens")
    Long quotaTokens;
    @Column(name = "quota_cost")
    Long quotaCost;

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
        rateLimit = customer.rateLimits().in(RateWindow.HOUR);
        rateLimitSecond = customer.rateLimits().in(RateWindow.SECOND);
        rateLimitMinute = customer.rateLimits().in(RateWindow.MINUTE);
        rateLimitDay = customer.rateLimits().in(RateWindow.DAY);
        maxConcurrent = customer.maxConcurrent();
        quotaCharacters = customer.quota().characters();
        quotaAudioSeconds = customer.quota().audioSeconds();
        quotaTokens = customer.quota().tokens();
        quotaCost = customer.quota().cost();
    }

    Customer toCustomer() {
        return new Customer(id, name, createdAt, updatedAt,
                RateLimits.of(rateLimitSecond, rateLimitMinute, rateLimit, rateLimitDay), maxConcurrent,
                new Quota(quotaCharacters, quotaAudioSeconds, quotaTokens, quotaCost));
    }
}
