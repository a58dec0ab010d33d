package io.voiceforge.dialect.voiceforge;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.function.BiFunction;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Pages of lists, and the ids and cursors in requests. */
final class Paging {

    static final int MAX_PAGE = 200;

    private Paging() {
    }

    /** Parses an id from a path; a malformed id is not found. */
    static UUID uuid(String id, String notFound) {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.toString().equalsIgnoreCase(id)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw ApiException.of(ErrorCode.NOT_FOUND, notFound);
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

    /** Null for null. */
    static <T> T position(String cursor, BiFunction<Instant, UUID, T> position) {
        if (cursor == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("/", 2);
            return position.apply(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "cursor", "cursor must come from a Link header");
        }
    }

    /** The {@code Link} header to the next page; {@code path} already has a query. */
    static String next(String path, Instant lastCreatedAt, UUID lastId) {
        String cursor = Base64.getUrlEncoder().withoutPadding()
                .encodeToString((lastCreatedAt + "/" + lastId).getBytes(StandardCharsets.UTF_8));
        return "<" + path + "&cursor=" + cursor + ">; rel=\"next\"";
    }
}
