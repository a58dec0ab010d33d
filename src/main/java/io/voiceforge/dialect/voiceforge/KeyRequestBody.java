package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.json.Unicode;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyService.Revision;
import io.voiceforge.key.Scope;

/**
 * The bodies that create and change a key. A change affects only the members given, and null removes a limit. All problems are
 * reported at once.
 */
final class KeyRequestBody {

    static final int MAX_NAME_CHARS = 100;
    private static final int MAX_METADATA_CHARS = 4096;
    static final int MAX_RANGES = 100;
    private static final long MAX_SECONDS = 100L * 366 * 24 * 3600;

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
                "quota", "scopes", "allowedIps", "metadata", "customer", "speechCache");
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
                "scopes", "allowedIps", "metadata", "customer", "speechCache");
        KeyRequestBody request = new KeyRequestBody(body, now);
        Boolean active = body.refusingNull().bool("active");
        request.over(ApiKey.Settings.named(""));
        body.throwIfAny();
        return before -> new Revision(request.over(before.settings()), active != null ? active : before.active());
    }

    private ApiKey.Settings over(ApiKey.Settings base) {
        return new ApiKey.Settings(
                body.has("name") ? RequestBodies.name(body, "name", MAX_NAME_CHARS) : base.name(),
                LimitMembers.rateLimits(body, base.rateLimits()),
                expiresAt(base.expiresAt()),
                LimitMembers.maxConcurrent(body, base.maxConcurrent()),
                LimitMembers.quota(body, base.quota()),
                body.has("scopes") ? scopes() : base.scopes(),
                body.has("allowedIps") ? allowedIps() : base.allowedIps(),
                body.has("metadata") ? metadata() : base.metadata(),
                body.has("customer") ? customer() : base.customer(),
                speechCache(base.speechCache()));
    }

    private boolean speechCache(boolean base) {
        Boolean isUsed = body.refusingNull().bool("speechCache");
        return isUsed == null ? base : isUsed;
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
        body.problem("expiresAt", "must be a time in the future such as 2030-01-31T12:00:00Z, at most 100 years ahead");
        return null;
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

    private String customer() {
        return body.hasNonNull("customer") ? RequestBodies.name(body, "customer", CustomerRequestBody.MAX_NAME_CHARS) : null;
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
