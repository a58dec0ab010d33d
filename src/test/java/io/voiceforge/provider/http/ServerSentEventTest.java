package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.call.Memory;
import io.voiceforge.provider.ProviderId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ServerSentEventTest {

    private final AtomicLong held = new AtomicLong();
    private final Memory memory = new Memory() {
        @Override
        public void take(long bytes) {
            held.addAndGet(bytes);
        }

        @Override
        public void giveBack(long bytes) {
            held.addAndGet(-bytes);
        }
    };

    /** Lines of all kinds, and each of the three line ends. */
    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> line = Arbitraries.of("data: a", "data:b", "data:", "data", "data:  c", "data: ä✓", "event: x",
                "id: 1",
                ": comment", "", "", "", "datax: 1", "data: [DONE]", "retry: 5");
        Arbitrary<String> end = Arbitraries.of("\n", "\n", "\n", "\r\n", "\r");
        return net.jqwik.api.Combinators.combine(line, end).as(String::concat).list().ofMaxSize(14);
    }

    /** However the bytes are cut into chunks, the events are those that the standard says. */
    @Property(tries = 2000)
    void cutsAsTheStandardSays(@ForAll("lines") List<String> lines,
            @ForAll @Size(max = 12) List<@IntRange(max = 80) Integer> cuts) {
        String text = String.join("", lines);
        byte[] bytes = Buffer.buffer(text).getBytes();
        List<Buffer> chunks = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            if (cut > from && cut < bytes.length) {
                chunks.add(Buffer.buffer().appendBytes(bytes, from, cut - from));
                from = cut;
            }
        }
        if (from < bytes.length) {
            chunks.add(Buffer.buffer().appendBytes(bytes, from, bytes.length - from));
        }
        assertThat(events(chunks)).isEqualTo(expected(text));
    }

    @Example
    void whatHasNotEndedIsHeldInMemory() {
        events(List.of(Buffer.buffer("data: a\n\ndata: bcd")));
        assertThat(held).hasValue("data: bcd".length());
    }

    private record Event(String lines, String data) {
    }

    private List<Event> events(List<Buffer> chunks) {
        held.set(0);
        return ServerSentEvent.in(new ProviderResponse(ProviderId.OPENAI, "text/event-stream", memory,
                Multi.createFrom().iterable(chunks))).map(event -> new Event(event.lines().toString(), event.data().toString()))
                .collect().asList().await().indefinitely();
    }

    /** Written from the standard (HTML 9.2.6), over the whole text. */
    private static List<Event> expected(String text) {
        List<Event> events = new ArrayList<>();
        String lines = "";
        String data = null;
        List<String> all = new ArrayList<>(List.of(text.split("\r\n|\r|\n", -1)));
        if (all.get(all.size() - 1).isEmpty()) {
            all.remove(all.size() - 1);
        }
        for (String line : all) {
            if (line.isEmpty()) {
                if (data != null) {
                    events.add(new Event(lines + "\n", data));
                }
                lines = "";
                data = null;
            } else if (!line.startsWith(":")) {
                lines += line + "\n";
                if (line.startsWith("data:")) {
                    String value = line.substring("data:".length());
                    value = value.startsWith(" ") ? value.substring(1) : value;
                    data = data == null ? value : data + "\n" + value;
                }
            }
        }
        // an event that has not ended is none, but for the word that ends all
        if ("[DONE]".equals(data)) {
            events.add(new Event(lines + "\n", data));
        }
        return events;
    }
}
