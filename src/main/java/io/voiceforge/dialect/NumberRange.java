package io.voiceforge.dialect;

import java.io.IOException;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** A number like {@code 1e99999999999} in a body, which the parser gives up on without an exception of its own. */
@Provider
public class NumberRange implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        try {
            return body.proceed();
        } catch (NumberFormatException outOfRange) {
            throw exceeded();
        }
    }

    /** A number that cannot be read. */
    public static ApiException exceeded() {
        return ApiException.of(ErrorCode.INVALID_REQUEST, "body", "The body has a number that is out of range");
    }
}
