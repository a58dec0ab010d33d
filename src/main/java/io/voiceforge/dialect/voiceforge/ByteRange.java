package io.voiceforge.dialect.voiceforge;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** The part of a response that a player asks for (RFC 9110, 14): some play nothing that they cannot get in parts. */
record ByteRange(int first, int last, int length) {

    private static final Pattern ONE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
    /** More digits than a length has. */
    private static final int MAX_DIGITS = 9;

    /**
     * Empty if the request wants the whole, or several parts, or a part of another version, or says none.
     *
     * @param tag of this version, with its quotation marks
     * @throws ApiException if there is no such part; the response says how long the whole is
     */
    static Optional<ByteRange> of(RoutingContext context, int length, String tag) {
        HttpServerRequest request = context.request();
        String range = request.getHeader("Range");
        String version = request.getHeader("If-Range");
        Matcher one = ONE.matcher(range == null ? "" : range);
        if (!HttpMethod.GET.equals(request.method()) || !one.matches() || version != null && !version.equals(tag)) {
            return Optional.empty();
        }
        String from = one.group(1);
        String to = one.group(2);
        if (from.isEmpty() && to.isEmpty() || !from.isEmpty() && !to.isEmpty() && number(to) < number(from)) {
            return Optional.empty();
        }
        int first = from.isEmpty() ? Math.max(0, length - number(to)) : number(from);
        if (first >= length) {
            context.response().putHeader("Content-Range", "bytes */" + length);
            throw ApiException.of(ErrorCode.RANGE_NOT_SATISFIABLE, "There are only " + length + " bytes");
        }
        int last = from.isEmpty() || to.isEmpty() ? length - 1 : Math.min(number(to), length - 1);
        return Optional.of(new ByteRange(first, last, length));
    }

    byte[] of(byte[] whole) {
        return Arrays.copyOfRange(whole, first, last + 1);
    }

    /** The value of {@code Content-Range}. */
    String header() {
        return "bytes " + first + "-" + last + "/" + length;
    }

    private static int number(String digits) {
        return digits.length() > MAX_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
