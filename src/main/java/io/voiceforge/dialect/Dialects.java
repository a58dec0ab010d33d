package io.voiceforge.dialect;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.vertx.ext.web.RoutingContext;

/** Knows which dialect a request is in. */
@ApplicationScoped
public class Dialects {

    private final List<Dialect> dialects;

    Dialects(@All List<Dialect> dialects) {
        this.dialects = dialects;
    }

    /** The dialect of the request; the VoiceForge API's own where no other claims it, which is the one that claims all. */
    public Dialect of(RoutingContext context) {
        for (Dialect dialect : dialects) {
            if (dialect.isSpokenIn(context)) {
                return dialect;
            }
        }
        throw new IllegalStateException("No dialect for " + path(context));
    }

    /** The path of the request, normalised; as it came if it cannot be decoded, which {@link RequestLines} refuses. */
    public static String path(RoutingContext context) {
        try {
            return context.normalizedPath();
        } catch (IllegalArgumentException badEscape) {
            return String.valueOf(context.request().path());
        }
    }
}
