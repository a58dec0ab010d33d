package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyService.Revision;
import io.voiceforge.key.Quota;
import io.voiceforge.key.Scope;

/**
 * Reads the members of a key from a request: all of them for a creation, those that are there for a change, where null takes a
 * limit away. Reports every problem at once.
 */
final class KeyFields {

    private static final int MAX_METADATA_CHARS = 4096;
    private static final int MAX_RANGES = 100;
    private static final int MAX_RATE = 1_000_000;
    private static final long MAX_SECONDS = 100L * 366 * 24 * 3600;
    /** The largest whole number that JSON readers everywhere keep exact (RFC 8259, 6). */
    private static final long MAX_QUOTA = (1L << 53) - 1;

    private final JsonFields body;
    private final Instant now;

    private KeyFields(JsonFields body, Instant now) {
        this.body = body;
        this.now = now;
    }

    /** Settings for a new key; fails with all problems. */
    static ApiKey.Settings create(JsonNode body, Instant now) {
        KeyFields fields = new KeyFields(JsonFields.of(body), now);
        fields.body
                .refuseUnknown(Set.of("name", "rateLimit", "expiresAt", "expiresInSeconds", "maxConcurrent", "quota", "scopes",
                        "allowedIps", "metadata"));
        if (!fields.body.has("name")) {
            fields.body.problem("name", "is required");
        }
        if (fields.body.hasNonNull("expiresAt") && fields.body.hasNonNull("expiresInSeconds")) {
            fields.body.problem("expiresInSeconds", "cannot go with expiresAt");
        }
        ApiKey.Settings settings = fields.over(ApiKey.Settings.named(""));
        fields.body.throwIfAny();
        return settings;
    }

    /** What becomes of a key with the body's members; fails with all problems, whatever the key. */
    static Function<Revision, Revision> patch(JsonNode body, Instant now) {
        KeyFields fields = new KeyFields(JsonFields.of(body), now);
        fields.body.refuseUnknown(
                Set.of("name", "active", "rateLimit", "expiresAt", "maxConcurrent", "quota", "scopes", "allowedIps",
                        "metadata"));
        Boolean active = fields.body.bool("active");
        fields.over(ApiKey.Settings.named(""));
        fields.body.throwIfAny();
        return before -> new Revision(fields.over(before.settings()), active != null ? active : before.active());
    }

    private ApiKey.Settings over(ApiKey.Settings base) {
        return new ApiKey.Settings(
                body.has("name") ? name(body.get("name")) : base.name(),
                body.has("rateLimit") ? rateLimit(base.rateLimit()) : base.rateLimit(),
                expiresAt(base.expiresAt()),
                body.has("maxConcurrent") ? maxConcurrent() : base.maxConcurrent(),
                body.has("quota") ? quota(base.quota()) : base.quota(),
                body.has("scopes") ? scopes() : base.scopes(),
                body.has("allowedIps") ? allowedIps() : base.allowedIps(),
                body.has("metadata") ? metadata() : base.metadata());
    }

    private String name(JsonNode node) {
        String name = node.isTextual() ? node.textValue() : null;
        if (name == null || name.isBlank() || name.codePointCount(0, name.length()) > 100) {
            body.problem("name", "must be a text of 1 to 100 characters");
            return "";
        }
        if (name.codePoints().anyMatch(Character::isISOControl) || !JsonFields.isWellFormed(name)) {
            body.problem("name", "must not hold control characters or broken ones");
        }
        return name;
    }

    private int rateLimit(int base) {
        Long limit = body.whole(body.get("rateLimit"), "rateLimit", 1, MAX_RATE);
        return limit == null ? base : limit.intValue();
    }

    private Integer maxConcurrent() {
        JsonNode node = body.get("maxConcurrent");
        Long limit = node.isNull() ? null : body.whole(node, "maxConcurrent", 1, Integer.MAX_VALUE);
        return limit == null ? null : limit.intValue();
    }

    private Instant expiresAt(Instant base) {
        if (body.hasNonNull("expiresInSeconds")) {
            Long seconds = body.whole(body.get("expiresInSeconds"), "expiresInSeconds", 1, MAX_SECONDS);
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
            // the sentence below says all
        }
        body.problem("expiresAt", "must be a time in the future such as 2030-01-31T12:00:00Z");
        return null;
    }

    private Quota quota(Quota base) {
        JsonNode node = body.get("quota");
        if (node.isNull()) {
            return Quota.NONE;
        }
        if (!node.isObject()) {
            body.problem("quota", "must be an object");
            return Quota.NONE;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!Set.of("characters", "audioSeconds", "tokens").contains(name)) {
                body.problem("quota." + JsonFields.printable(name), "is not known");
            }
        }
        return new Quota(quota(node, "characters", base.characters()), quota(node, "audioSeconds", base.audioSeconds()),
                quota(node, "tokens", base.tokens()));
    }

    private Long quota(JsonNode quota, String name, Long base) {
        JsonNode node = quota.get(name);
        return node == null ? base : node.isNull() ? null : body.whole(node, "quota." + name, 0, MAX_QUOTA);
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = new LinkedHashSet<>();
        for (String name : body.texts("scopes", Scope.values().length * 2)) {
            Scope.of(name).ifPresentOrElse(scopes::add,
                    () -> body.problem("scopes", "must be of " + List.of(Scope.values()).stream()
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
        if (!node.isObject() || text.length() > MAX_METADATA_CHARS || !JsonFields.isWellFormed(text)) {
            body.problem("metadata", "must be an object of at most " + MAX_METADATA_CHARS + " characters as JSON");
            return "{}";
        }
        return text;
    }
}
