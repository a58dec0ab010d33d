package io.voiceforge.dialect.voiceforge;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.HttpHeaders;

import io.vertx.ext.web.RoutingContext;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** Versions as entity tags, and the caller's conditions on them in {@code If-Match} (RFC 9110, 13.1.1). */
final class IfMatch {

    private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"");

    private IfMatch() {
    }

    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** Tests whether the caller wants a version changed; without the header, any version. Weak tags never match. */
    static LongPredicate expected(RoutingContext context) {
        // JAX-RS does not distinguish an empty header from a missing one
        List<String> headers = context.request().headers().getAll(HttpHeaders.IF_MATCH);
        String header = String.join(",", headers).strip();
        if (headers.isEmpty() || header.equals("*")) {
            return version -> true;
        }
        Set<String> tags = Arrays.stream(header.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "If-Match",
                    "If-Match must be * or the value of an ETag header, including its quotation marks");
        }
        return version -> tags.contains(tag(version));
    }
}
