package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeyService.Revision;
import io.voiceforge.key.Quota;
import io.voiceforge.key.Scope;

/**
 * Reads the members of a key from a request: all of them for a creation, those that are there for a change, where null takes a
 * limit away. Reports every problem at once; a member that nobody knows is a problem too, because it is a typing error.
 */
final class KeyFields {

    private static final int MAX_METADATA_CHARS = 4096;
    private static final int MAX_RANGES = 100;
    private static final int MAX_RATE = 1_000_000;
    private static final long MAX_SECONDS = 100L * 366 * 24 * 3600;
    /** The largest whole number that JSON readers everywhere keep exact (RFC 8259, 6). */
    private static final long MAX_QUOTA = (1L << 53) - 1;

    private final ObjectNode body;
    private final Instant now;
    private final List<Detail> problems = new ArrayList<>();

    private KeyFields(ObjectNode body, Instant now) {
        this.body = body;
        this.now = now;
    }

    /** Settings for a new key; fails with all problems. */
    static ApiKey.Settings create(JsonNode body, Instant now) {
        KeyFields fields = new KeyFields(object(body), now);
        fields.refuseUnknown(Set.of("name", "rateLimit", "expiresAt", "expiresInSeconds", "maxConcurrent", "quota", "scopes",
                "allowedIps", "metadata"));
        if (!fields.body.has("name")) {
            fields.problem("name", "is required");
        }
        if (fields.body.hasNonNull("expiresAt") && fields.body.hasNonNull("expiresInSeconds")) {
            fields.problem("expiresInSeconds", "cannot go with expiresAt");
        }
        ApiKey.Settings settings = fields.over(ApiKey.Settings.named(""));
        fields.throwIfAny();
        return settings;
    }

    /** What becomes of a key with the body's members; fails with all problems, whatever the key. */
    static Function<Revision, Revision> patch(JsonNode body, Instant now) {
        KeyFields fields = new KeyFields(object(body), now);
        fields.refuseUnknown(
                Set.of("name", "active", "rateLimit", "expiresAt", "maxConcurrent", "quota", "scopes", "allowedIps",
                        "metadata"));
        Boolean active = fields.bool("active");
        fields.over(ApiKey.Settings.named(""));
        fields.throwIfAny();
        return before -> new Revision(fields.over(before.settings()), active != null ? active : before.active());
    }

    private static ObjectNode object(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.invalid(List.of(new Detail("body", "must be a JSON object")));
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
            problem("name", "must be a text of 1 to 100 characters");
            return "";
        }
        if (name.codePoints().anyMatch(Character::isISOControl) || !isWellFormed(name)) {
            problem("name", "must not hold control characters or broken ones");
        }
        return name;
    }

    private int rateLimit(int base) {
        Long limit = whole(body.get("rateLimit"), "rateLimit", 1, MAX_RATE);
        return limit == null ? base : limit.intValue();
    }

    private Integer maxConcurrent() {
        JsonNode node = body.get("maxConcurrent");
        Long limit = node.isNull() ? null : whole(node, "maxConcurrent", 1, Integer.MAX_VALUE);
        return limit == null ? null : limit.intValue();
    }

    private Instant expiresAt(Instant base) {
        if (body.hasNonNull("expiresInSeconds")) {
            Long seconds = whole(body.get("expiresInSeconds"), "expiresInSeconds", 1, MAX_SECONDS);
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
        problem("expiresAt", "must be a time in the future such as 2030-01-31T12:00:00Z");
        return null;
    }

    private Quota quota(Quota base) {
        JsonNode node = body.get("quota");
        if (node.isNull()) {
            return Quota.NONE;
        }
        if (!node.isObject()) {
            problem("quota", "must be an object");
            return Quota.NONE;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!Set.of("characters", "audioSeconds", "tokens").contains(name)) {
                problem("quota." + printable(name), "is not known");
            }
        }
        return new Quota(quota(node, "characters", base.characters()), quota(node, "audioSeconds", base.audioSeconds()),
                quota(node, "tokens", base.tokens()));
    }

    private Long quota(JsonNode quota, String name, Long base) {
        JsonNode node = quota.get(name);
        return node == null ? base : node.isNull() ? null : whole(node, "quota." + name, 0, MAX_QUOTA);
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = new LinkedHashSet<>();
        for (String name : texts("scopes", Scope.values().length * 2)) {
            Scope.of(name).ifPresentOrElse(scopes::add, () -> problem("scopes", "must be of " + List.of(Scope.values()).stream()
                    .map(Scope::wireName).toList()));
        }
        return scopes;
    }

    private List<AddressRange> allowedIps() {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : texts("allowedIps", MAX_RANGES)) {
            try {
                ranges.add(AddressRange.parse(text));
            } catch (IllegalArgumentException e) {
                problem("allowedIps", e.getMessage());
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
        if (!node.isObject() || text.length() > MAX_METADATA_CHARS || !isWellFormed(text)) {
            problem("metadata", "must be an object of at most " + MAX_METADATA_CHARS + " characters as JSON");
            return "{}";
        }
        return text;
    }

    private List<String> texts(String name, int most) {
        JsonNode node = body.get(name);
        List<String> texts = new ArrayList<>();
        if (node.isNull()) {
            return texts;
        }
        if (!node.isArray() || node.size() > most) {
            problem(name, "must be an array of at most " + most + " texts");
            return texts;
        }
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                problem(name, "must be an array of texts");
                return List.of();
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    private Boolean bool(String name) {
        JsonNode node = body.get(name);
        if (node != null && !node.isBoolean()) {
            problem(name, "must be true or false");
            return null;
        }
        return node == null ? null : node.booleanValue();
    }

    private Long whole(JsonNode node, String path, long least, long most) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= least && node.longValue() <= most) {
            return node.longValue();
        }
        problem(path, "must be a whole number from " + least + " to " + most);
        return null;
    }

    private void refuseUnknown(Set<String> known) {
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (!known.contains(member.getKey())) {
                problem(printable(member.getKey()), "is not known or cannot be set here");
            }
        }
    }

    private void problem(String path, String message) {
        Detail detail = new Detail(path, message);
        if (!problems.contains(detail) && problems.size() < 50) {
            problems.add(detail);
        }
    }

    private void throwIfAny() {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
    }

    /** Half of a surrogate pair cannot be stored. */
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String printable(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40);
    }
}
