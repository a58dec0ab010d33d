package io.voiceforge.limit;

import java.util.Locale;

import io.voiceforge.key.Quota;

/** What monthly quotas count. */
public enum QuotaUnit {

    CHARACTERS,
    AUDIO_SECONDS,
    TOKENS;

    /** How much of this unit the quota allows; null for no limit. */
    public Long limitIn(Quota quota) {
        return switch (this) {
            case CHARACTERS -> quota.characters();
            case AUDIO_SECONDS -> quota.audioSeconds();
            case TOKENS -> quota.tokens();
        };
    }

    /** For messages and metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
