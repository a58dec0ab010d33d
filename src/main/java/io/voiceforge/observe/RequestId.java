package io.voiceforge.observe;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/**
 * Assigns an id to each request: the caller's own if it is harmless, otherwise a new one. Responses carry it in
 * {@code X-Request-Id}.
 */
@Singleton
public class RequestId {

    public static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestId.class.getName();
    private static final String UNIQUE_KEY = KEY + ".unique";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    /** Runs before all other filters, so that every response has an id. */
    private static final int PRIORITY = 1000;

    void register(@Observes Filters filters) {
        filters.register(context -> {
            assign(context);
            context.next();
        }, PRIORITY);
    }

    /** The id of the request, which gets one now if it has failed before it came to the filters. */
    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id != null ? id : assign(context);
    }

    /** An id unique to this request, whatever the caller sends. */
    public static String unique(RoutingContext context) {
        String id = context.get(UNIQUE_KEY);
        if (id == null) {
            id = random();
            context.put(UNIQUE_KEY, id);
        }
        return id;
    }

    /** A UUID of version 4. It is no secret, so it does not wait for the secure generator, of which there is one. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }

    private static String assign(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        boolean isGiven = given != null && HARMLESS.matcher(given).matches();
        String id = isGiven ? given : random();
        context.put(KEY, id);
        if (!isGiven) {
            context.put(UNIQUE_KEY, id);
        }
        if (!context.response().headWritten()) {
            context.response().putHeader(HEADER, id)
                    // what callers have written comes back in answers, and is never to be taken for a page
                    .putHeader("X-Content-Type-Options", "nosniff");
        }
        return id;
    }
}
