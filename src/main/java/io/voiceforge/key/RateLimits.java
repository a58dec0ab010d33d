package io.voiceforge.key;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rate limits of a key or a customer, all of which apply.
 *
 * @param limits at most one for each window, the longest window first; empty for no limit
 */
public record RateLimits(List<RateLimit> limits) {

    public static final RateLimits NONE = new RateLimits(List.of());

    public RateLimits {
        limits = List.copyOf(limits);
    }

    /** Only a limit on the requests in any hour. */
    public static RateLimits hourly(int requests) {
        return NONE.with(RateWindow.HOUR, requests);
    }

    /** The limit in each window; null where there is none. */
    public static RateLimits of(Integer second, Integer minute, Integer hour, Integer day) {
        return NONE.with(RateWindow.SECOND, second).with(RateWindow.MINUTE, minute).with(RateWindow.HOUR, hour)
                .with(RateWindow.DAY, day);
    }

    /** The limit in that window; null if there is none. */
    public Integer in(RateWindow window) {
        for (RateLimit limit : limits) {
            if (limit.window() == window) {
                return limit.requests();
            }
        }
        return null;
    }

    /**
     * A copy with another limit in that window.
     *
     * @param requests null for none
     */
    public RateLimits with(RateWindow window, Integer requests) {
        List<RateLimit> changed = new ArrayList<>(limits);
        changed.removeIf(limit -> limit.window() == window);
        if (requests != null) {
            changed.add(new RateLimit(window, requests));
            changed.sort(Comparator.comparing(RateLimit::window));
        }
        return new RateLimits(changed);
    }
}
