package io.voiceforge.dialect.voiceforge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.Unicode;

/** Pages of lists, and the ids and cursors in requests. */
final class Paging {

    static final int MAX_PAGE = 200;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Paging() {
    }

    /** Parses an id from a path; a malformed id is not found. */
    static UUID uuid(String id, String notFound) {
        return uuid(id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND, notFound));
    }

    /** Empty if it is none, written in full. */
    static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id)).filter(uuid -> uuid.toString().equalsIgnoreCase(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static int limit(String limit) {
        if (limit == null) {
            return MAX_PAGE;
        }
        if (!limit.matches("[0-9]{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_PAGE) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "limit", "limit must be a whole number from 1 to " + MAX_PAGE);
        }
        return Integer.parseInt(limit);
    }

    /** Null for null. The first part of a position is a time. */
    static <T> T position(String cursor, BiFunction<Instant, UUID, T> position) {
        return position(cursor, Paging::time, position);
    }

    /**
     * Null for null.
     *
     * @param value reads the first part of a position; a {@link DateTimeException} or {@link IllegalArgumentException} means
     *        that it is none
     */
    static <V, T> T position(String cursor, Function<String, V> value, BiFunction<V, UUID, T> position) {
        return position(cursor, value, UUID::fromString, position);
    }

    /** As {@link #position(String, Function, BiFunction)}, with an id of another type. */
    static <V, I, T> T position(String cursor, Function<String, V> value, Function<String, I> id,
            BiFunction<V, I, T> position) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('/');
            return position.apply(value.apply(text.substring(0, end)), id.apply(text.substring(end + 1)));
        } catch (IllegalArgumentException | DateTimeException | StringIndexOutOfBoundsException e) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "cursor", "cursor must come from a Link header");
        }
    }

    /** A time that a database can hold, too. */
    static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new DateTimeException("out of range");
        }
        return time;
    }

    /** A parameter of the path to the next page; empty if the caller has not given it. */
    static String parameter(String name, String value) {
        return value == null ? ""
                : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String name(String text) {
        if (!Unicode.isPrintable(text)) {
            throw new IllegalArgumentException("not a name");
        }
        return text;
    }

    /** The {@code Link} header to the next page; {@code path} already has a query. */
    static String next(String path, Instant lastTime, UUID lastId) {
        return next(path, lastTime.toString(), lastId);
    }

    /** As {@link #next(String, Instant, UUID)}. */
    static String next(String path, String lastValue, Object lastId) {
        String cursor = Base64.getUrlEncoder().withoutPadding()
                .encodeToString((lastValue + "/" + lastId).getBytes(StandardCharsets.UTF_8));
        return "<" + path + "&cursor=" + cursor + ">; rel=\"next\"";
    }
}
