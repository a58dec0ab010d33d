package io.voiceforge.observe;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;

/** A line for each call that has ended. It says what was asked for and how it ended, and nothing that was said. */
@ApplicationScoped
public class AccessLog {

    /**
     * One call.
     *
     * @param requestId what its answer had as {@code X-Request-Id}
     * @param provider who answered, or null
     * @param model what the caller wrote, or null; shown in part
     * @param outcome the outcome's name in the meters
     * @param firstByteMillis from the request to the first byte of the answer, or null when there was none
     * @param overheadNanos the gateway's own part of that
     */
    public record Entry(String requestId, UUID keyId, String dialect, Operation operation, Provider provider, String model,
            int status, String outcome, Long firstByteMillis, long totalMillis, long overheadNanos, long characters,
            long audioMillis, long tokens, long bytes) {
    }

    private static final int MAX_MODEL_LENGTH = 64;

    private final Logger log = Logger.getLogger("io.voiceforge.access-log");
    private final boolean enabled;
    private final boolean structured;

    AccessLog(VoiceForgeConfig config, @ConfigProperty(name = "quarkus.log.console.json.enabled") boolean json) {
        this.enabled = config.accessLog();
        this.structured = json;
    }

    public void write(Entry entry) {
        if (!enabled || !log.isLoggable(Level.INFO)) {
            return;
        }
        Map<String, String> members = members(entry);
        String message = structured ? "call ended"
                : members.entrySet().stream().map(member -> member.getKey() + '=' + member.getValue())
                        .collect(Collectors.joining(" "));
        ExtLogRecord line = new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT,
                AccessLog.class.getName());
        if (structured) {
            members.forEach(line::putMdc);
        }
        log.logRaw(line);
    }

    private static Map<String, String> members(Entry entry) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("request", entry.requestId());
        members.put("key", entry.keyId().toString());
        members.put("dialect", entry.dialect());
        members.put("operation", entry.operation().wireName());
        members.put("provider", entry.provider() == null ? "-" : entry.provider().wireName());
        members.put("model", entry.model() == null ? "-" : printable(entry.model()));
        members.put("status", String.valueOf(entry.status()));
        members.put("outcome", entry.outcome());
        members.put("first_byte_ms", entry.firstByteMillis() == null ? "-" : entry.firstByteMillis().toString());
        members.put("total_ms", String.valueOf(entry.totalMillis()));
        members.put("overhead_ms", millis(entry.overheadNanos()));
        members.put("characters", String.valueOf(entry.characters()));
        members.put("audio_seconds", String.format(Locale.ROOT, "%.3f", entry.audioMillis() / 1e3));
        members.put("tokens", String.valueOf(entry.tokens()));
        members.put("bytes", String.valueOf(entry.bytes()));
        return members;
    }

    /** With one decimal, as in {@code X-VoiceForge-Overhead-Ms}. */
    public static String millis(long nanos) {
        long tenths = Math.round(nanos / 1e5);
        return tenths / 10 + "." + tenths % 10;
    }

    /** What cannot be taken for another member or another line. */
    private static String printable(String model) {
        String clean = model.replaceAll("[^\\x21-\\x7e]|[=\"]", "?");
        return clean.length() <= MAX_MODEL_LENGTH ? clean : clean.substring(0, MAX_MODEL_LENGTH);
    }
}
