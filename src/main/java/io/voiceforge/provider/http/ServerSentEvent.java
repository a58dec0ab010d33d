package io.voiceforge.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.stream.Cut;

/**
 * One of a provider's Server-Sent Events.
 *
 * @param lines its lines as they came, without comments, with line feeds and the empty line at the end
 * @param data what the lines of data hold
 */
public record ServerSentEvent(Buffer lines, Buffer data) {

    /** Also what is kept of an event that has not ended. */
    private static final int MAX_BYTES = 1 << 20;
    /** The data of the event that ends a stream of completions. */
    private static final byte[] END = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    /** In UTF-8, as a number of three bytes with a sign. */
    private static final int BYTE_ORDER_MARK = 0xFFEFBBBF;

    /**
     * Cuts bytes into events, as the HTML standard (9.2, server-sent events) says; events without data are left out. One that
     * has not ended when the bytes do is an event nevertheless. Fails at an event over 1 MiB. What has come of an event that has not
     * ended is taken from the memory of the response.
     */
    public static Multi<ServerSentEvent> in(ProviderResponse response) {
        return Cut.by(() -> new Splitter(response), response.body());
    }

    /** Whether this is the event that ends a stream of completions. */
    public boolean isEnd() {
        return isEnd(data);
    }

    private static boolean isEnd(Buffer data) {
        return data.length() == END.length && startsWith(END, data, 0, data.length());
    }

    private static boolean startsWith(byte[] word, Buffer bytes, int from, int to) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes.getByte(from + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static final class Splitter implements Cut.Cutter<Buffer, ServerSentEvent> {

        private final ProviderResponse response;
        private int held;
        /** The beginning of a line whose end has not come. */
        private Buffer partial = Buffer.buffer();
        private Buffer lines = Buffer.buffer();
        private Buffer data;
        private boolean afterReturn;
        private boolean begun;

        Splitter(ProviderResponse response) {
            this.response = response;
        }

        @Override
        public void take(Buffer chunk, Consumer<ServerSentEvent> events) {
            int start = 0;
            int length = chunk.length();
            for (int i = 0; i < length; i++) {
                int next = i == start && isBetweenEvents() ? takePlain(chunk, i, events) : i;
                if (next > i) {
                    start = next;
                    i = next - 1;
                    continue;
                }
                byte c = chunk.getByte(i);
                boolean secondHalf = c == '\n' && afterReturn && i == start && partial.length() == 0;
                afterReturn = c == '\r';
                if (c == '\r' || c == '\n') {
                    if (!secondHalf) {
                        endLine(chunk, start, i, events);
                    }
                    start = i + 1;
                }
            }
            if (start < length) {
                partial.appendBuffer(chunk, start, length - start);
            }
            if (partial.length() + lines.length() > MAX_BYTES) {
                throw response.failure("event over 1 MiB");
            }
            hold(partial.length() + lines.length());
        }

        private boolean isBetweenEvents() {
            return partial.length() == 0 && lines.length() == 0 && data == null;
        }

        /**
         * Takes an event as most are, without copying it: one line of data that ends with a line feed, and an empty one.
         *
         * @return where the next one begins; {@code from} if this is no such event
         */
        private int takePlain(Buffer chunk, int from, Consumer<ServerSentEvent> events) {
            int length = chunk.length();
            if (!startsWith(DATA, chunk, from, length)) {
                return from;
            }
            int end = from + DATA.length;
            for (byte c = 0; end < length && c != '\n'; end++) {
                c = chunk.getByte(end);
                if (c == '\r') {
                    return from;
                }
            }
            if (end == length || chunk.getByte(end) != '\n') {
                return from;
            }
            events.accept(
                    new ServerSentEvent(chunk.slice(from, end + 1), chunk.slice(valueFrom(chunk, from, end - 1), end - 1)));
            begun = true;
            afterReturn = false;
            return end + 1;
        }

        /** Where the value of a line of data begins. */
        private static int valueFrom(Buffer bytes, int start, int end) {
            int from = start + DATA.length;
            return from < end && bytes.getByte(from) == ' ' ? from + 1 : from;
        }

        private void hold(int bytes) {
            if (bytes > held) {
                response.memory().take(bytes - held);
            } else if (bytes < held) {
                response.memory().giveBack(held - bytes);
            }
            held = bytes;
        }

        /** An event that has not ended is none, but for the word that ends all: nothing can be missing from it. */
        @Override
        public void end(Consumer<ServerSentEvent> events) {
            if (partial.length() > 0) {
                endLine(partial, 0, 0, events);
            }
            if (data != null && isEnd(data)) {
                endEvent(events);
            }
        }

        /** The line that ends with these bytes of the chunk. */
        private void endLine(Buffer chunk, int start, int end, Consumer<ServerSentEvent> events) {
            if (partial.length() == 0) {
                line(chunk, start, end, events);
                return;
            }
            Buffer whole = partial;
            partial = Buffer.buffer();
            if (end > start) {
                whole.appendBuffer(chunk, start, end - start);
            }
            line(whole, 0, whole.length(), events);
        }

        private void line(Buffer bytes, int from, int end, Consumer<ServerSentEvent> events) {
            // one byte order mark may stand at the beginning
            int start = !begun && end - from >= 3 && bytes.getMedium(from) == BYTE_ORDER_MARK ? from + 3 : from;
            begun = true;
            if (start == end) {
                endEvent(events);
            } else if (bytes.getByte(start) != ':') {
                lines.appendBuffer(bytes, start, end - start).appendByte((byte) '\n');
                takeData(bytes, start, end);
            }
        }

        private void endEvent(Consumer<ServerSentEvent> events) {
            if (data != null) {
                events.accept(new ServerSentEvent(lines.appendByte((byte) '\n'), data));
            }
            if (data != null || lines.length() > 0) {
                lines = Buffer.buffer();
            }
            data = null;
        }

        private void takeData(Buffer bytes, int start, int end) {
            if (!startsWith(DATA, bytes, start, end)) {
                return;
            }
            int from = valueFrom(bytes, start, end);
            data = data == null ? Buffer.buffer(end - from) : data.appendByte((byte) '\n');
            data.appendBuffer(bytes, from, end - from);
        }
    }
}
