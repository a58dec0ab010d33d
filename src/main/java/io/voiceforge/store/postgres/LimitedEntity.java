package io.voiceforge.store.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;

import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;

/** The columns for limits, which keys and customers have alike. */
@MappedSuperclass
abstract class LimitedEntity {

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

    void limit(RateLimits rates, Integer concurrent, Quota quota) {
        rateLimit = rates.in(RateWindow.HOUR);
        rateLimitSecond = rates.in(RateWindow.SECOND);
        rateLimitMinute = rates.in(RateWindow.MINUTE);
        rateLimitDay = rates.in(RateWindow.DAY);
        maxConcurrent = concurrent;
        quotaCharacters = quota.characters();
        quotaAudioSeconds = quota.audioSeconds();
        quotaTokens = quota.tokens();
        quotaCost = quota.cost();
    }

    RateLimits rateLimits() {
        return RateLimits.of(rateLimitSecond, rateLimitMinute, rateLimit, rateLimitDay);
    }

    Quota quota() {
        return new Quota(quotaCharacters, quotaAudioSeconds, quotaTokens, quotaCost);
    }
}
