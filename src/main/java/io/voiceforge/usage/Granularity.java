package io.voiceforge.usage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How wide the steps of a report's time series are; both begin when UTC says so. */
public enum Granularity {

    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS);

    private final ChronoUnit unit;

    Granularity(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The begin of the step in which that time lies. */
    Instant startOf(Instant time) {
        return time.truncatedTo(unit);
    }
}
