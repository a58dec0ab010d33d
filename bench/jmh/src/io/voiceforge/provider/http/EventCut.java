package io.voiceforge.provider.http;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.call.Memory;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.provider.ProviderId;

/** Cuts the bytes of a streamed completion into its events. The figures are for one of its 200 events. */
@State(Scope.Benchmark)
public class EventCut {

    private static final int EVENTS = 200;
    private static final String EVENT = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"fake\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n";
    private static final Memory UNBOUNDED = new Memory() {

        @Override
        public void take(long bytes) {
            // there is always more
        }

        @Override
        public void giveBack(long bytes) {
            // nobody waits for it
        }
    };

    /** How long the pieces are in which the bytes come: an event has 151. */
    @Param({ "100", "4096" })
    public int pieceBytes;

    private final List<Buffer> pieces = new ArrayList<>();

    @Setup
    public void cut() {
        Buffer all = Buffer.buffer(EVENT.repeat(EVENTS));
        for (int from = 0; from < all.length(); from += pieceBytes) {
            pieces.add(all.getBuffer(from, Math.min(all.length(), from + pieceBytes)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void cut(Blackhole hole) {
        events().subscribe().with(hole::consume);
    }

    /** And reads each for what the gateway needs of it. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void cutAndRead(Blackhole hole) {
        events().subscribe().with(event -> hole.consume(ChatPart.read(event.data(), event.lines())));
    }

    private Multi<ServerSentEvent> events() {
        return ServerSentEvent.in(new ProviderResponse(ProviderId.OPENAI, "text/event-stream", UNBOUNDED,
                Multi.createFrom().iterable(pieces)));
    }
}
