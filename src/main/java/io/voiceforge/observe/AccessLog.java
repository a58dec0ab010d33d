package io.voiceforge.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * Writes one line per completed call: what was requested and how it ended, never any content. A thread of its own formats and writes
 * the lines. When more are waiting than it can keep, new ones are lost, and counted: a slow log does not slow calls down.
 */
@ApplicationScoped
public class AccessLog {

    /**
     * One call.
     *
     * @param requestId the {@code X-Request-Id} of its response
     * @param provider the provider that responded, or null
     * @param model the model as the caller wrote it, or null; logged truncated and sanitized
     * @param outcome the outcome's name in the meters
     * @param firstByteMillis from the request to the first byte of the response, or null if there was none
     * @param overheadNanos the gateway's own share of that time
     * @param costMicros micro-dollars, or null if unknown
     */
    public record Entry(String requestId, UUID keyId, String dialect, String operation, String provider, String model,
            int status, String outcome, Long firstByteMillis, long totalMillis, long overheadNanos, long characters,
            long audioMillis, long tokens, Long costMicros, long bytes) {
    }

    private static final int MAX_WAITING = 8192;
    private static final long GATHER_NANOS = 5_000_000;
    private static final long CLOSE_MILLIS = 5000;
    private static final int MAX_MODEL_LENGTH = 64;
    private static final Pattern HARMFUL = Pattern.compile("[^\\x21-\\x7e]|[=\"]");

    private final Logger log = Logger.getLogger("io.voiceforge.access-log");
    private final boolean enabled;
    private final boolean structured;
    private final Metrics metrics;
    private final BlockingQueue<Timed> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer = new Thread(this::writeAll, "access-log");

    private record Timed(Entry entry, Instant end) {
    }

    AccessLog(AccessLogConfig config, @ConfigProperty(name = "quarkus.log.console.json.enabled") boolean json,
            Metrics metrics) {
        this.enabled = config.accessLog();
        this.structured = json;
        this.metrics = metrics;
        metrics.gauge("voiceforge.access.log.waiting", "Lines of the access log that wait to be written", waiting::size);
        writer.setDaemon(true);
        writer.start();
    }

    /** Writes what is waiting, for at most some seconds. */
    @PreDestroy
    void close() throws InterruptedException {
        writer.interrupt();
        writer.join(CLOSE_MILLIS);
    }

    /** Takes the line, unless too many are waiting. Never blocks. */
    public void write(Entry entry) {
        if (enabled && log.isLoggable(Level.INFO) && !waiting.offer(new Timed(entry, Instant.now()))) {
            metrics.accessLogLost();
        }
    }

    private void writeAll() {
        List<Timed> gathered = new ArrayList<>();
        try {
            while (true) {
                gathered.add(waiting.take());
                // else each line would wake this thread
                LockSupport.parkNanos(GATHER_NANOS);
                write(gathered);
            }
        } catch (InterruptedException closing) {
            write(gathered);
        }
    }

    private void write(List<Timed> gathered) {
        waiting.drainTo(gathered);
        gathered.forEach(this::write);
        gathered.clear();
    }

    private void write(Timed timed) {
        Entry entry = timed.entry();
        ExtLogRecord line;
        if (structured) {
            line = line("call ended");
            members(entry, line::putMdc);
        } else {
            StringBuilder text = new StringBuilder(320);
            members(entry, (name, value) -> text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
            line = line(text.toString());
        }
        line.setInstant(timed.end());
        log.logRaw(line);
    }

    private static ExtLogRecord line(String message) {
        return new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT, AccessLog.class.getName());
    }

    private static void members(Entry entry, BiConsumer<String, String> to) {
        to.accept("request", entry.requestId());
        to.accept("key", entry.keyId().toString());
        to.accept("dialect", entry.dialect());
        to.accept("operation", entry.operation());
        to.accept("provider", entry.provider() == null ? "-" : entry.provider());
        to.accept("model", entry.model() == null ? "-" : printable(entry.model()));
        to.accept("status", String.valueOf(entry.status()));
        to.accept("outcome", entry.outcome());
        to.accept("first_byte_ms", entry.firstByteMillis() == null ? "-" : entry.firstByteMillis().toString());
        to.accept("total_ms", String.valueOf(entry.totalMillis()));
        to.accept("overhead_ms", millis(entry.overheadNanos()));
        to.accept("characters", String.valueOf(entry.characters()));
        to.accept("audio_seconds", String.valueOf(entry.audioMillis() / 1e3));
        to.accept("tokens", String.valueOf(entry.tokens()));
        to.accept("cost", entry.costMicros() == null ? "-" : entry.costMicros().toString());
        to.accept("bytes", String.valueOf(entry.bytes()));
    }

    /** With one decimal, as in {@code X-VoiceForge-Overhead-Ms}. */
    public static String millis(long nanos) {
        long tenths = Math.round(nanos / 1e5);
        return tenths / 10 + "." + tenths % 10;
    }

    /** Prevents log injection: the result cannot look like another member or another line. */
    private static String printable(String model) {
        String clean = HARMFUL.matcher(model).replaceAll("?");
        return clean.length() <= MAX_MODEL_LENGTH ? clean : clean.substring(0, MAX_MODEL_LENGTH);
    }
}
