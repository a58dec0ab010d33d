package io.voiceforge.usage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The step width of a report's time series. Steps start on full hours or days in UTC. */
public enum Granularity {

    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS);

    private final ChronoUnit unit;

    Granularity(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The start of the step that contains {@code time}. */
    Instant startOf(Instant time) {
        return time.truncatedTo(unit);
    }
}
