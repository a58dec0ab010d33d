package io.voiceforge.key;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The order of a list of keys. Keys that are equal in it are in the order of their ids, in the same direction. */
public record KeyOrder(By by, boolean descending) {

    public static final KeyOrder NEWEST_FIRST = new KeyOrder(By.CREATED, true);

    /** What the order goes by. */
    public enum By {
        CREATED("created"),
        /** Without regard to case; otherwise by code points. */
        NAME("name"),
        /** A key that was never used counts as used at the epoch. */
        LAST_USED("lastUsed");

        private final String wireName;

        By(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<By> of(String wireName) {
            return Arrays.stream(values()).filter(by -> by.wireName.equals(wireName)).findFirst();
        }
    }

    /** The place of a key in this order. */
    public KeyStore.Position position(ApiKey key) {
        return switch (by) {
            case CREATED -> new KeyStore.Position(key.createdAt(), key.id());
            case NAME -> new KeyStore.Position(key.name(), key.id());
            case LAST_USED -> new KeyStore.Position(key.lastUsedAt() == null ? Instant.EPOCH : key.lastUsedAt(), key.id());
        };
    }
}
