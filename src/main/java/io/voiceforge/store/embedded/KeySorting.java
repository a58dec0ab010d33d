package io.voiceforge.store.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyOrder;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.key.KeyStore.Position;

/** Filters and sorts keys as PostgreSQL does. */
final class KeySorting {

    /**
     * A position that is fast to compare.
     *
     * @param value bytes that are in the order of the values
     * @param key the key that is there; null for a page's start
     */
    private record Place(byte[] value, UUID id, ApiKey key) {

        static final Comparator<Place> ASCENDING = Comparator.comparing(Place::value, Arrays::compareUnsigned)
                .thenComparing(Place::id, KeySorting::compareUnsigned);

        static Place of(KeyOrder.By by, Position position, ApiKey key) {
            if (by == KeyOrder.By.NAME) {
                byte[] name = position.value().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
                return new Place(name, position.id(), key);
            }
            Instant time = Instant.parse(position.value());
            return new Place(ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(time.getEpochSecond() ^ Long.MIN_VALUE)
                    .putInt(time.getNano()).array(), position.id(), key);
        }
    }

    private KeySorting() {
    }

    static List<ApiKey> list(Stream<ApiKey> keys, Page page) {
        KeyOrder.By by = page.order().by();
        Comparator<Place> order = page.order().descending() ? Place.ASCENDING.reversed() : Place.ASCENDING;
        Place start = page.after() == null ? null : Place.of(by, page.after(), null);
        return keys.filter(page.filter()::matches)
                .map(key -> Place.of(by, page.order().position(key), key))
                .filter(place -> start == null || order.compare(place, start) > 0)
                .sorted(order).limit(page.limit()).map(Place::key).toList();
    }

    /** Ids are unsigned to PostgreSQL. */
    static int compareUnsigned(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
