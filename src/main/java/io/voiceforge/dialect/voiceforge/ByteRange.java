package io.voiceforge.dialect.voiceforge;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpServerRequest;

/** The part of a response that a player asks for (RFC 9110, 14): some play nothing that they cannot get in parts. */
record ByteRange(int first, int last, int length) {

    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,9})-([0-9]{0,9})");

    /**
     * Empty if the request wants the whole, or several parts, or none that there is, or a part of another version.
     *
     * @param tag of this version, with its quotation marks
     */
    static Optional<ByteRange> of(HttpServerRequest request, int length, String tag) {
        String range = request.getHeader("Range");
        String version = request.getHeader("If-Range");
        Matcher one = ONE.matcher(range == null ? "" : range);
        if (!one.matches() || version != null && !version.equals(tag)) {
            return Optional.empty();
        }
        String from = one.group(1);
        String to = one.group(2);
        int first = from.isEmpty() ? Math.max(0, length - number(to, 0)) : number(from, 0);
        int last = from.isEmpty() ? length - 1 : Math.min(number(to, length), length - 1);
        return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last, length));
    }

    byte[] of(byte[] whole) {
        return Arrays.copyOfRange(whole, first, last + 1);
    }

    /** The value of {@code Content-Range}. */
    String header() {
        return "bytes " + first + "-" + last + "/" + length;
    }

    private static int number(String digits, int otherwise) {
        return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }
}
