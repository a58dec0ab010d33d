package io.voiceforge.usage;

import java.time.Instant;

/** What time a report is about, and its steps. */
public record Period(Instant from, Instant to, Granularity granularity) {
}
