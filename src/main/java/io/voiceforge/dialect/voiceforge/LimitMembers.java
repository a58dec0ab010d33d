package io.voiceforge.dialect.voiceforge;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;

/** The members of bodies that limit keys and customers. What a body leaves out stays as it was, and null removes a limit. */
final class LimitMembers {

    private static final Set<RateWindow> OTHER_WINDOWS = EnumSet.complementOf(EnumSet.of(RateWindow.HOUR));
    private static final String ONLY_OTHERS = "is unknown: there are second, minute and day, and rateLimit is the hour's";
    /** The largest integer that all JSON parsers read exactly (RFC 8259, 6). */
    private static final long MAX_QUOTA = (1L << 53) - 1;

    private LimitMembers() {
    }

    static RateLimits rateLimits(JsonBody body, RateLimits base) {
        RateLimits limits = rateLimit(body, "rateLimit", RateWindow.HOUR, base);
        if (!body.has("rateLimits")) {
            return limits;
        }
        JsonBody others = body.object("rateLimits");
        others.refuseUnknown(OTHER_WINDOWS.stream().map(RateWindow::wireName).collect(Collectors.toSet()), ONLY_OTHERS);
        for (RateWindow window : OTHER_WINDOWS) {
            limits = body.hasNonNull("rateLimits") ? rateLimit(others, window.wireName(), window, limits)
                    : limits.with(window, null);
        }
        return limits;
    }

    static Integer maxConcurrent(JsonBody body, Integer base) {
        if (!body.has("maxConcurrent")) {
            return base;
        }
        Long limit = body.whole("maxConcurrent", 1, Integer.MAX_VALUE);
        return limit == null ? null : limit.intValue();
    }

    static Quota quota(JsonBody body, Quota base) {
        if (!body.has("quota")) {
            return base;
        }
        if (!body.hasNonNull("quota")) {
            return Quota.NONE;
        }
        JsonBody quota = body.object("quota");
        quota.refuseUnknown(Set.of("characters", "audioSeconds", "tokens", "cost"), "is unknown");
        return new Quota(amount(quota, "characters", base.characters()), amount(quota, "audioSeconds", base.audioSeconds()),
                amount(quota, "tokens", base.tokens()), amount(quota, "cost", base.cost()));
    }

    private static RateLimits rateLimit(JsonBody body, String name, RateWindow window, RateLimits base) {
        if (!body.has(name)) {
            return base;
        }
        Long limit = body.whole(name, 1, RateLimit.MAX);
        return base.with(window, limit == null ? null : limit.intValue());
    }

    private static Long amount(JsonBody quota, String name, Long base) {
        return quota.has(name) ? quota.whole(name, 0, MAX_QUOTA) : base;
    }
}
