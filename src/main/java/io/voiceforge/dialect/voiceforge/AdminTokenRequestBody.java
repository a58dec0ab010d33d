package io.voiceforge.dialect.voiceforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.access.AdminAccess;
import io.voiceforge.admin.AdminRole;
import io.voiceforge.admin.AdminToken.Settings;
import io.voiceforge.dialect.JsonBody;
import io.voiceforge.json.Unicode;

/** The bodies that create and change an admin token. A change affects only the members given. */
final class AdminTokenRequestBody {

    static final int MAX_NAME_CHARS = 100;

    /** Actors that are no tokens. */
    private static final Set<String> RESERVED = Set.of(AdminAccess.OWNER, "import");
    private static final long MAX_DAYS = 36_600;

    private AdminTokenRequestBody() {
    }

    /** Parses the settings of a new token; reports all problems at once. */
    static Settings create(JsonNode json, Instant now) {
        JsonBody body = read(json);
        body.refusingNull().require("name");
        body.refusingNull().require("role");
        Settings settings = over(body, now, new Settings("", AdminRole.VIEWER, null));
        body.throwIfAny();
        return settings;
    }

    /** Parses a change; reports all problems at once. */
    static UnaryOperator<Settings> patch(JsonNode json, Instant now) {
        JsonBody body = read(json);
        over(body, now, new Settings("", AdminRole.VIEWER, null));
        body.throwIfAny();
        RequestBodies.requireAny(json);
        return before -> over(body, now, before);
    }

    private static JsonBody read(JsonNode json) {
        return RequestBodies.read(json, "name", "role", "expiresAt");
    }

    private static Settings over(JsonBody body, Instant now, Settings base) {
        return new Settings(body.has("name") ? name(body) : base.name(), body.has("role") ? role(body) : base.role(),
                body.has("expiresAt") ? expiresAt(body, now) : base.expiresAt());
    }

    private static String name(JsonBody body) {
        String name = RequestBodies.name(body, "name", MAX_NAME_CHARS);
        if (name != null && RESERVED.contains(name.strip().toLowerCase(Locale.ROOT))) {
            body.problem("name", "must not be " + name.strip() + ", which the audit trail has for others");
        } else if (name != null && !Unicode.isPlain(name)) {
            body.problem("name", "must not begin or end with a space, nor have characters that cannot be seen");
        }
        return name;
    }

    private static AdminRole role(JsonBody body) {
        String text = body.refusingNull().text("role");
        return text == null ? null : AdminRole.of(text).orElseGet(() -> {
            body.problem("role", "must be one of " + roles());
            return null;
        });
    }

    static List<String> roles() {
        return Arrays.stream(AdminRole.values()).map(AdminRole::wireName).toList();
    }

    private static Instant expiresAt(JsonBody body, Instant now) {
        JsonNode node = body.get("expiresAt");
        if (node.isNull()) {
            return null;
        }
        try {
            Instant time = Instant.parse(node.isTextual() ? node.textValue() : "").truncatedTo(ChronoUnit.MILLIS);
            if (time.isAfter(now) && time.isBefore(now.plus(MAX_DAYS, ChronoUnit.DAYS))) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // reported below, like a time in the past
        }
        body.problem("expiresAt", "must be a time in the future such as 2030-01-31T12:00:00Z, at most 100 years ahead");
        return null;
    }
}
