package io.voiceforge.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.voiceforge.usage.UsageStore.Slot;

/** What usage can be grouped by. */
public enum Dimension {

    OPERATION,
    PROVIDER,
    MODEL,
    KEY,
    CUSTOMER;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> of(String wireName) {
        return Arrays.stream(values()).filter(dimension -> dimension.wireName().equals(wireName)).findFirst();
    }

    /** Where calls belong; null if it is unknown, or if there is none. */
    String of(Slot slot) {
        return switch (this) {
            case OPERATION -> slot.operation().wireName();
            case PROVIDER -> slot.provider() == null ? null : slot.provider().name();
            case MODEL -> slot.model();
            case KEY -> slot.keyId().toString();
            case CUSTOMER -> slot.customer();
        };
    }
}
