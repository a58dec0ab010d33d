package io.voiceforge.usage;

import java.time.YearMonth;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.limit.MonthlyUsage;
import io.voiceforge.limit.QuotaUnit;

/** Supplies the limits with a month's recorded usage. */
@ApplicationScoped
class RecordedUsage implements MonthlyUsage {

    private final UsageReports reports;

    RecordedUsage(UsageReports reports) {
        this.reports = reports;
    }

    @Override
    public Uni<Long> usedIn(UUID keyId, YearMonth month, QuotaUnit unit) {
        return switch (unit) {
            case CHARACTERS -> reports.charactersIn(keyId, month);
            case AUDIO_SECONDS -> reports.audioSecondsIn(keyId, month);
            case TOKENS -> reports.tokensIn(keyId, month);
            case COST -> reports.costIn(keyId, month);
        };
    }
}
