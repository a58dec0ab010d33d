package io.voiceforge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class ModelNamesTest {

    private static final Instant HOUR = Instant.parse("2026-01-31T23:00:00Z");

    private final ModelNames names = new ModelNames();

    @Test
    void allKeysTogetherHaveABound() {
        UUID first = new UUID(1, 0);
        names.bounded(first, HOUR, "known");
        int count = 1;
        for (long key = 1; count < ModelNames.MOST; key++) {
            for (int model = 0; model < ModelNames.PER_HOUR && count < ModelNames.MOST; model++, count++) {
                assertThat(names.bounded(new UUID(2, key), HOUR, "m" + model)).isNotNull();
            }
        }

        assertThat(names.bounded(new UUID(3, 0), HOUR, "m")).isNull();
        assertThat(names.bounded(first, HOUR, "other")).isNull();
        assertThat(names.bounded(first, HOUR, "known")).isEqualTo("known");
        assertThat(names.bounded(first, HOUR.plusSeconds(3600), "other")).isEqualTo("other");
    }
}
