package io.voiceforge.observe;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Keeps the HTTP server's meters bounded: clients can invent paths, and each would permanently add a time series. */
public final class UnknownRoutes {

    /** Where Quarkus's meters look for the {@code uri} of a request. */
    private static final String URI = "UrlPathTemplate";

    private UnknownRoutes() {
    }

    /** Counts the request on whose context this is called under one name for all that no route has served. */
    public static void areOneSeries() {
        Context context = Vertx.currentContext();
        if (context != null) {
            context.putLocal(URI, "UNKNOWN");
        }
    }
}
