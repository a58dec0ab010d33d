package io.voiceforge.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

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
        return Multi.createFrom().deferred(() -> {
            Splitter splitter = new Splitter(response);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            return Multi.createBy().concatenating().streams(
                    // what has arrived before it broke off comes first
                    response.body().onFailure().invoke(failure::set).onFailure().recoverWithCompletion()
                            .onItem()
                            .transformToMultiAndConcatenate(chunk -> Multi.createFrom().iterable(splitter.feed(chunk))),
                    Multi.createFrom().deferred(() -> failure.get() == null ? Multi.createFrom().iterable(splitter.end())
                            : Multi.createFrom().failure(failure.get())));
        });
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

    private static final class Splitter {

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

        List<ServerSentEvent> feed(Buffer chunk) {
            List<ServerSentEvent> events = new ArrayList<>(1);
            int start = 0;
            int length = chunk.length();
            for (int i = 0; i < length; i++) {
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
            return events;
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
        List<ServerSentEvent> end() {
            List<ServerSentEvent> events = new ArrayList<>(1);
            if (partial.length() > 0) {
                endLine(partial, 0, 0, events);
            }
            if (data != null && isEnd(data)) {
                endEvent(events);
            }
            return events;
        }

        /** The line that ends with these bytes of the chunk. */
        private void endLine(Buffer chunk, int start, int end, List<ServerSentEvent> events) {
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

        private void line(Buffer bytes, int from, int end, List<ServerSentEvent> events) {
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

        private void endEvent(List<ServerSentEvent> events) {
            if (data != null) {
                events.add(new ServerSentEvent(lines.appendByte((byte) '\n'), data));
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
            int from = start + DATA.length;
            if (from < end && bytes.getByte(from) == ' ') {
                from++;
            }
            data = data == null ? Buffer.buffer(end - from) : data.appendByte((byte) '\n');
            data.appendBuffer(bytes, from, end - from);
        }
    }
}
