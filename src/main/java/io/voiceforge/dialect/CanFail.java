package io.voiceforge.dialect;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.voiceforge.error.ErrorCode;

/**
 * Documents, on a route, in which ways it can fail besides those that {@link RouteErrors} sees in the route's other annotations.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CanFail {

    ErrorCode[] value();
}
