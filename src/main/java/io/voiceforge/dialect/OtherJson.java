package io.voiceforge.dialect;

import java.io.IOException;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Refuses media types such as {@code application/json-patch+json}, which Quarkus would read as JSON: they give the same text another
 * meaning. Where the media type does not matter, the body is read as text.
 */
@Provider
class OtherJson implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        MediaType type = body.getMediaType();
        if (type != null && type.getSubtype().endsWith("+json") && body.getType() != String.class) {
            throw ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The media type of the request is not supported");
        }
        return body.proceed();
    }
}
