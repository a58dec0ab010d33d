package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.json.Unicode;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyService.Revision;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimit;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.key.Scope;

/**
 * The bodies that create and change a key. A change affects only the members given, and null removes a limit. All problems are
 * reported at once.
 */
final class KeyRequestBody {

    static final int MAX_NAME_CHARS = 100;
    private static final Set<RateWindow> OTHER_WINDOWS = EnumSet.complementOf(EnumSet.of(RateWindow.HOUR));
    private static final int MAX_METADATA_CHARS = 4096;
    static final int MAX_RANGES = 100;
    private static final String ONLY_OTHERS = "is unknown: there are second, minute and day, and rateLimit is the hour's";
    private static final long MAX_SECONDS = 100L * 366 * 24 * 3600;
    /** The largest integer that all JSON parsers read exactly (RFC 8259, 6). */
    private static final long MAX_QUOTA = (1L << 53) - 1;

    private final JsonBody body;
    private final Instant now;

    private KeyRequestBody(JsonBody body, Instant now) {
        this.body = body;
        this.now = now;
    }

    /** Parses the settings of a new key; reports all problems at once. */
    static ApiKey.Settings create(JsonNode json, Instant now) {
        JsonBody body = RequestBodies.read(json, "name", "rateLimit", "rateLimits", "expiresAt", "expiresInSeconds",
                "maxConcurrent",
                "quota", "scopes", "allowedIps", "metadata");
        body.refusingNull().require("name");
        if (body.hasNonNull("expiresAt") && body.hasNonNull("expiresInSeconds")) {
            body.problem("expiresInSeconds", "cannot be combined with expiresAt");
        }
        ApiKey.Settings settings = new KeyRequestBody(body, now).over(ApiKey.Settings.named(""));
        body.throwIfAny();
        return settings;
    }

    /** Parses a change; reports all problems at once, whatever the key. */
    static Function<Revision, Revision> patch(JsonNode json, Instant now) {
        JsonBody body = RequestBodies.read(json, "name", "active", "rateLimit", "rateLimits", "expiresAt", "maxConcurrent",
                "quota",
                "scopes", "allowedIps", "metadata");
        KeyRequestBody request = new KeyRequestBody(body, now);
        Boolean active = body.refusingNull().bool("active");
        request.over(ApiKey.Settings.named(""));
        body.throwIfAny();
        return before -> new Revision(request.over(before.settings()), active != null ? active : before.active());
    }

    private ApiKey.Settings over(ApiKey.Settings base) {
        return new ApiKey.Settings(
                body.has("name") ? RequestBodies.name(body, "name", MAX_NAME_CHARS) : base.name(),
                rateLimits(base.rateLimits()),
                expiresAt(base.expiresAt()),
                body.has("maxConcurrent") ? maxConcurrent() : base.maxConcurrent(),
                quota(base.quota()),
                body.has("scopes") ? scopes() : base.scopes(),
                body.has("allowedIps") ? allowedIps() : base.allowedIps(),
                body.has("metadata") ? metadata() : base.metadata());
    }

    private RateLimits rateLimits(RateLimits base) {
        RateLimits limits = rateLimit(base, body, "rateLimit", RateWindow.HOUR);
        if (!body.has("rateLimits")) {
            return limits;
        }
        JsonBody others = body.object("rateLimits");
        others.refuseUnknown(OTHER_WINDOWS.stream().map(RateWindow::wireName).collect(Collectors.toSet()), ONLY_OTHERS);
        for (RateWindow window : OTHER_WINDOWS) {
            limits = body.hasNonNull("rateLimits") ? rateLimit(limits, others, window.wireName(), window)
                    : limits.with(window, null);
        }
        return limits;
    }

    private static RateLimits rateLimit(RateLimits base, JsonBody body, String name, RateWindow window) {
        if (!body.has(name)) {
            return base;
        }
        Long limit = body.whole(name, 1, RateLimit.MAX);
        return base.with(window, limit == null ? null : limit.intValue());
    }

    private Integer maxConcurrent() {
        Long limit = body.whole("maxConcurrent", 1, Integer.MAX_VALUE);
        return limit == null ? null : limit.intValue();
    }

    private Instant expiresAt(Instant base) {
        if (body.hasNonNull("expiresInSeconds")) {
            Long seconds = body.whole("expiresInSeconds", 1, MAX_SECONDS);
            return seconds == null ? null : now.plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
        }
        JsonNode node = body.get("expiresAt");
        if (node == null) {
            return base;
        }
        if (node.isNull()) {
            return null;
        }
        try {
            Instant time = Instant.parse(node.isTextual() ? node.textValue() : "").truncatedTo(ChronoUnit.MILLIS);
            if (time.isAfter(now) && time.isBefore(now.plusSeconds(MAX_SECONDS))) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // reported below, like a time in the past
        }
        body.problem("expiresAt", "must be a time in the future such as 2030-01-31T12:00:00Z");
        return null;
    }

    private Quota quota(Quota base) {
        if (!body.has("quota")) {
            return base;
        }
        if (!body.hasNonNull("quota")) {
            return Quota.NONE;
        }
        JsonBody quota = body.object("quota");
        quota.refuseUnknown(Set.of("characters", "audioSeconds", "tokens", "cost"), "is unknown");
        return new Quota(quota(quota, "characters", base.characters()), quota(quota, "audioSeconds", base.audioSeconds()),
                quota(quota, "tokens", base.tokens()), quota(quota, "cost", base.cost()));
    }

    private static Long quota(JsonBody quota, String name, Long base) {
        return quota.has(name) ? quota.whole(name, 0, MAX_QUOTA) : base;
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = new LinkedHashSet<>();
        for (String name : body.texts("scopes", Scope.values().length * 2)) {
            Scope.of(name).ifPresentOrElse(scopes::add,
                    () -> body.problem("scopes", "must contain only " + List.of(Scope.values()).stream()
                            .map(Scope::wireName).toList()));
        }
        return scopes;
    }

    private List<AddressRange> allowedIps() {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : body.texts("allowedIps", MAX_RANGES)) {
            try {
                ranges.add(AddressRange.parse(text));
            } catch (IllegalArgumentException e) {
                body.problem("allowedIps", e.getMessage());
            }
        }
        return ranges;
    }

    private String metadata() {
        JsonNode node = body.get("metadata");
        if (node.isNull()) {
            return "{}";
        }
        String text = node.toString();
        if (!node.isObject() || text.length() > MAX_METADATA_CHARS || !Unicode.isWellFormed(text)) {
            body.problem("metadata", "must be an object of at most " + MAX_METADATA_CHARS + " characters as JSON");
            return "{}";
        }
        return text;
    }
}
