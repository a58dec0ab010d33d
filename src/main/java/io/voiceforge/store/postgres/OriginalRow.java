package io.voiceforge.store.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.voiceforge.key.DefaultKey;

/** A row of the original VoiceForge's, and what of it can be kept. */
record OriginalRow(JsonNode row) {

    /** The row cannot be kept. The message, in the plural, says which rows these are. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnusableException(String rows) {
            super(rows, null, false, false);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** @param text null for one that is too long */
    static OriginalRow of(String text) {
        return new OriginalRow(json(text));
    }

    /** What was written, or a node that is nothing. */
    static JsonNode json(String text) {
        try {
            return text == null ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException beyondAnyLimit) {
            return MissingNode.getInstance();
        }
    }

    JsonNode get(String column) {
        return row.path(column);
    }

    /** The UUID that it is, or always the same one for what is none; null when there is nothing. */
    UUID id(String column) {
        if (!row.hasNonNull(column)) {
            return null;
        }
        String text = row.get(column).asText();
        UUID id = UUID_FORM.matcher(text).matches() ? UUID.fromString(text) : null;
        // the default key's is in no table
        return id == null || id.equals(DefaultKey.ID)
                ? UUID.nameUUIDFromBytes(("VoiceForge " + text).getBytes(StandardCharsets.UTF_8))
                : id;
    }

    /** A text of one line, cut off at that many code points; null when nothing is left. */
    String line(String column, int most) {
        String text = cut(text(column).replaceAll("\\p{Cc}+", " ").strip(), most);
        return text.isEmpty() ? null : text;
    }

    /** A text of many lines; null when there is none. */
    String lines(String column, int most) {
        return row.path(column).isTextual() ? cut(text(column).replaceAll("[\\p{Cc}&&\\S]", ""), most) : null;
    }

    /** UTC where there is no zone; null when it is no time. */
    Instant time(String column) {
        String text = text(column).replace(' ', 'T');
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException hasZone) {
            try {
                return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeParseException isNoTime) {
                return null;
            }
        }
    }

    /** Empty when there is none; without halves of characters, which no database takes. */
    String text(String column) {
        String text = row.path(column).asText("");
        return text.codePoints().anyMatch(OriginalRow::isHalf)
                ? text.codePoints().filter(c -> !isHalf(c))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString()
                : text;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
    }
}
