package io.voiceforge.usage;

import java.time.YearMonth;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.limit.MonthlyUsage;
import io.voiceforge.limit.QuotaHolder;
import io.voiceforge.limit.QuotaUnit;
import io.voiceforge.usage.UsageStore.Whose;

/** Supplies the limits with a month's recorded usage. */
@ApplicationScoped
class RecordedUsage implements MonthlyUsage {

    private final UsageReports reports;

    RecordedUsage(UsageReports reports) {
        this.reports = reports;
    }

    @Override
    public Uni<Long> usedIn(QuotaHolder holder, YearMonth month, QuotaUnit unit) {
        Whose whose = holder.customer() == null ? Whose.ofKey(holder.id()) : new Whose(null, holder.customer());
        return switch (unit) {
            case CHARACTERS -> reports.charactersIn(whose, month);
            case AUDIO_SECONDS -> reports.audioSecondsIn(whose, month);
            case TOKENS -> reports.tokensIn(whose, month);
            case COST -> reports.costIn(whose, month);
        };
    }
}
