package io.voiceforge.call;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.inject.Qualifier;

/** Marks a bean as that provider's implementation of a port. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface From {

    Provider value();
}
