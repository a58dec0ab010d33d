package io.voiceforge.limit;

import java.math.BigDecimal;
import java.util.Locale;

import io.voiceforge.key.Quota;

/** What monthly quotas count. */
public enum QuotaUnit {

    CHARACTERS,
    AUDIO_SECONDS,
    TOKENS,
    /** In micro-dollars. */
    COST;

    /** How much of this unit the quota allows; null for no limit. */
    public Long limitIn(Quota quota) {
        return switch (this) {
            case CHARACTERS -> quota.characters();
            case AUDIO_SECONDS -> quota.audioSeconds();
            case TOKENS -> quota.tokens();
            case COST -> quota.cost();
        };
    }

    /** What people call it. */
    String plural() {
        return this == COST ? "US dollars" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** An amount as people write it. */
    String text(long amount) {
        return this == COST ? BigDecimal.valueOf(amount, 6).toPlainString() : String.valueOf(amount);
    }
}
