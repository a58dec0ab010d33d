package io.voiceforge.provider.openai;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.voiceforge.chat.ChatPart;
import io.voiceforge.chat.ChatPart.Kind;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.provider.http.ServerSentEvent;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.stream.TakeUntil;

/**
 * A streamed completion: the events of {@code chat/completions} up to {@code [DONE]}. Some servers leave that out: an answer is complete
 * too when it has said why it finished.
 */
final class ChatEvents {

    /** How long a provider may take to close an answer after its last event, before its connection is closed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private ChatEvents() {
    }

    /**
     * Completes at the first event.
     *
     * @param isUsageOurs whether the caller did not ask for the event that only reports usage
     */
    static Uni<Multi<ChatPart>> open(ProviderResponse response, boolean isUsageOurs) {
        if (!response.mediaType().equals("text/event-stream")) {
            response.discard();
            return Uni.createFrom().failure(response.failure("no events but " + response.mediaType()));
        }
        return FirstItem.of(parts(response, isUsageOurs), () -> response.failure("no event"));
    }

    private static Multi<ChatPart> parts(ProviderResponse response, boolean isUsageOurs) {
        Multi<ServerSentEvent> events = TakeUntil.on(ServerSentEvent.in(response), ServerSentEvent::isEnd, CLOSE_TIMEOUT);
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super ChatPart> reader) {
                events.subscribe().withSubscriber(new Parts(response, isUsageOurs, reader));
            }
        };
    }

    private static final class Parts extends MultiOperatorProcessor<ServerSentEvent, ChatPart> {

        private final ProviderResponse response;
        private final boolean isUsageOurs;
        private boolean hasBegun;
        private boolean isComplete;

        Parts(ProviderResponse response, boolean isUsageOurs, MultiSubscriber<? super ChatPart> reader) {
            super(reader);
            this.response = response;
            this.isUsageOurs = isUsageOurs;
        }

        @Override
        public void onItem(ServerSentEvent event) {
            if (event.isEnd()) {
                // the last item
                isComplete = true;
                return;
            }
            ChatPart part;
            try {
                part = part(event);
            } catch (RuntimeException e) {
                getUpstreamSubscription().cancel();
                super.onFailure(e);
                return;
            }
            hasBegun = true;
            isComplete |= part.isFinish();
            downstream.onItem(part);
        }

        @Override
        public void onCompletion() {
            if (isComplete) {
                super.onCompletion();
            } else {
                super.onFailure(response.failure("stream ends early"));
            }
        }

        private ChatPart part(ServerSentEvent event) {
            ChatPart part = read(response, event);
            if (part.kind() == Kind.ERROR) {
                throw response.failure("an error in place of an event");
            }
            if (!hasBegun && part.kind() == Kind.OTHER) {
                throw response.failure("an answer without choices");
            }
            return isUsageOurs && part.kind() == Kind.USAGE ? part.unrequested() : part;
        }
    }

    private static ChatPart read(ProviderResponse response, ServerSentEvent event) {
        try {
            return ChatPart.read(event.data(), event.lines());
        } catch (DecodeException e) {
            return readRepaired(response, event);
        }
    }

    /** Servers that send each token's bytes as they come cut through characters: what cannot be text is replaced. */
    private static ChatPart readRepaired(ProviderResponse response, ServerSentEvent event) {
        try {
            return ChatPart.read(Buffer.buffer(event.data().toString(StandardCharsets.UTF_8)), event.lines());
        } catch (DecodeException e) {
            throw response.failure("an event that is not JSON");
        }
    }
}
