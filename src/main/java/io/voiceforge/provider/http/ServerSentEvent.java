package io.voiceforge.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

/**
 * One of a provider's Server-Sent Events.
 *
 * @param lines its lines as they came, without comments, with line feeds and the empty line at the end
 * @param data what the lines of data hold
 */
public record ServerSentEvent(Buffer lines, String data) {

    /** Also what is kept of an event that has not ended. */
    private static final int MAX_BYTES = 1 << 20;
    /** The data of the event that ends a stream of completions. */
    public static final String END = "[DONE]";
    /** In UTF-8, as a number of three bytes with a sign. */
    private static final int BYTE_ORDER_MARK = 0xFFEFBBBF;

    /**
     * Cuts bytes into events, as the HTML standard (9.2, server-sent events) says; events without data are left out. One that
     * has not ended when the bytes do is an event nevertheless. Fails at an event over 1 MiB.
     */
    public static Multi<ServerSentEvent> in(Multi<Buffer> bytes, ProviderId provider) {
        return Multi.createFrom().deferred(() -> {
            Splitter splitter = new Splitter(provider);
            return Multi.createBy().concatenating().streams(
                    bytes.onItem().transformToMultiAndConcatenate(chunk -> Multi.createFrom().iterable(splitter.feed(chunk))),
                    Multi.createFrom().deferred(() -> Multi.createFrom().iterable(splitter.end())));
        });
    }

    private static final class Splitter {

        private final ProviderId provider;
        private Buffer line = Buffer.buffer();
        private Buffer lines = Buffer.buffer();
        private StringBuilder data;
        private boolean afterReturn;
        private boolean begun;

        Splitter(ProviderId provider) {
            this.provider = provider;
        }

        List<ServerSentEvent> feed(Buffer chunk) {
            List<ServerSentEvent> events = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < chunk.length(); i++) {
                byte c = chunk.getByte(i);
                boolean secondHalf = c == '\n' && afterReturn && i == start && line.length() == 0;
                afterReturn = c == '\r';
                if (c == '\r' || c == '\n') {
                    if (!secondHalf) {
                        line.appendBuffer(chunk, start, i - start);
                        endLine(events);
                    }
                    start = i + 1;
                }
            }
            line.appendBuffer(chunk, start, chunk.length() - start);
            if (line.length() + lines.length() > MAX_BYTES) {
                throw new ProviderFailure.Unavailable(provider + ": event over 1 MiB");
            }
            return events;
        }

        /** An event that has not ended is none, but for the word that ends all: nothing can be missing from it. */
        List<ServerSentEvent> end() {
            List<ServerSentEvent> events = new ArrayList<>();
            if (line.length() > 0) {
                endLine(events);
            }
            if (data != null && data.toString().equals(END)) {
                endLine(events);
            }
            return events;
        }

        private void endLine(List<ServerSentEvent> events) {
            if (!begun) {
                begun = true;
                // one byte order mark may stand at the beginning
                if (line.length() >= 3 && line.getMedium(0) == BYTE_ORDER_MARK) {
                    line = line.getBuffer(3, line.length());
                }
            }
            if (line.length() > 0) {
                if (line.getByte(0) != ':') {
                    lines.appendBuffer(line).appendByte((byte) '\n');
                    takeData(line.toString(StandardCharsets.UTF_8));
                }
                line = Buffer.buffer();
                return;
            }
            if (data != null) {
                events.add(new ServerSentEvent(lines.appendByte((byte) '\n'), data.toString()));
            }
            lines = Buffer.buffer();
            data = null;
        }

        private void takeData(String text) {
            if (!text.startsWith("data:")) {
                return;
            }
            String value = text.substring(text.startsWith("data: ") ? 6 : 5);
            data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
        }
    }
}
