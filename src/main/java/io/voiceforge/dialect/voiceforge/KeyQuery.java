package io.voiceforge.dialect.voiceforge;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.Unicode;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyOrder;
import io.voiceforge.key.KeyStore;
import io.voiceforge.key.KeyStore.Filter;
import io.voiceforge.key.KeyStore.Page;

/** The query of {@code GET /api/keys}, as the caller has written it. */
record KeyQuery(String q, String sort, String active, String customer, String limit, String cursor) {

    /** Each order's name; with a hyphen in front, the other direction. */
    static final List<String> SORTS = Arrays.stream(KeyOrder.By.values())
            .flatMap(by -> Stream.of(by.wireName(), "-" + by.wireName())).toList();

    private static final int MAX_TEXT = 100;

    /** @throws ApiException if a parameter is invalid */
    Page page() {
        KeyOrder order = order();
        return new Page(new Filter(text(), active(active), CustomerRequestBody.named("customer", customer)), order,
                Paging.limit(limit),
                order.by() == KeyOrder.By.NAME ? Paging.position(cursor, Paging::name, KeyStore.Position::new)
                        : Paging.position(cursor, Paging::time, KeyStore.Position::new));
    }

    /** The {@code Link} header to the page behind that key. */
    String next(Page page, ApiKey last) {
        KeyStore.Position position = page.order().position(last);
        return Paging.next("/api/keys?limit=" + page.limit() + Paging.parameter("q", q) + Paging.parameter("sort", sort)
                + Paging.parameter("active", active)
                + Paging.parameter("customer", customer), position.value(), position.id());
    }

    private KeyOrder order() {
        if (sort == null) {
            return KeyOrder.NEWEST_FIRST;
        }
        boolean descending = sort.startsWith("-");
        return KeyOrder.By.of(descending ? sort.substring(1) : sort).map(by -> new KeyOrder(by, descending)).orElseThrow(
                () -> ApiException.of(ErrorCode.INVALID_REQUEST, "sort", "sort must be one of " + String.join(", ", SORTS)));
    }

    private String text() {
        if (q == null || q.isBlank()) {
            return null;
        }
        if (q.codePointCount(0, q.length()) > MAX_TEXT || !Unicode.isPrintable(q)) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "q",
                    "q must have at most " + MAX_TEXT + " characters, and no control characters");
        }
        return q;
    }

    private static Boolean active(String active) {
        if (active == null) {
            return null;
        }
        return switch (active) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiException.of(ErrorCode.INVALID_REQUEST, "active", "active must be true or false");
        };
    }
}
