package io.voiceforge.provider.openai;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.voiceforge.call.Operation;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatProvider;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.NamedRefusal;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.provider.http.RequestBody;

/** Chat by {@code chat/completions}: the provider gets the caller's request as it is. */
final class OpenAiChat implements ChatProvider {

    private static final String PATH = "/chat/completions";

    private final ProviderEndpoint endpoint;
    private final String defaultModel;
    private final ProviderHttp http;
    private final boolean isNamed;
    /** Whether it takes the option to report usage in streams; null until that is known. */
    private volatile Boolean reportsUsage;

    OpenAiChat(ProviderSettings settings, ProviderEndpoint endpoint, ProviderHttp http) {
        this.endpoint = endpoint;
        // without one the provider chooses
        this.defaultModel = settings.models().get(Operation.CHAT);
        this.http = http;
        this.isNamed = settings.named().isPresent();
        this.reportsUsage = settings.named()
                .map(server -> server.members().contains(NamedServer.STREAM_OPTIONS) ? null : Boolean.FALSE).orElse(null);
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public boolean offers(ChatRequest request) {
        return true;
    }

    @Override
    public Uni<ChatCompletion> complete(ChatRequest request, Attempt attempt) {
        return judged(post(request.body().whole(model(request)), request, attempt)
                .flatMap(response -> response.whole().map(bytes -> completion(response, bytes))), attempt);
    }

    @Override
    public Uni<ChatStream> stream(ChatRequest request, Attempt attempt) {
        attempt.expectStream();
        return judged(open(request, attempt), attempt);
    }

    private <T> Uni<T> judged(Uni<T> answer, Attempt attempt) {
        return !isNamed ? answer
                : answer.onFailure(ProviderFailure.RejectedCaller.class)
                        .transform(refused -> NamedRefusal.judge((ProviderFailure.RejectedCaller) refused, attempt, false));
    }

    private Uni<ChatStream> open(ChatRequest request, Attempt attempt) {
        if (request.body().hasStreamOptions()) {
            return stream(request, false, false, attempt);
        }
        if (reportsUsage == Boolean.FALSE) {
            return stream(request, false, true, attempt);
        }
        Uni<ChatStream> asked = stream(request, true, true, attempt);
        if (reportsUsage == Boolean.TRUE) {
            return asked;
        }
        // the caller has not asked for the member that a strict server rejects; one refusal is enough to learn from
        return asked.invoke(() -> reportsUsage = true)
                .onFailure(ProviderFailure.RejectedCaller.class)
                .recoverWithUni(() -> stream(request, false, true, attempt).invoke(() -> reportsUsage = false));
    }

    private Uni<ChatStream> stream(ChatRequest request, boolean reportUsage, boolean isUsageOurs, Attempt attempt) {
        return post(request.body().streamed(model(request), reportUsage), request, attempt)
                .flatMap(response -> ChatEvents.open(response, isUsageOurs))
                .map(parts -> new ChatStream(provider(), parts));
    }

    private Uni<ProviderResponse> post(Buffer body, ChatRequest request, Attempt attempt) {
        return http.post(endpoint, PATH, RequestBody.json(body), request.model() != null, attempt);
    }

    private String model(ChatRequest request) {
        return request.model() != null ? request.model() : defaultModel;
    }

    private ChatCompletion completion(ProviderResponse response, Buffer bytes) {
        try {
            return ChatCompletion.read(provider(), bytes);
        } catch (DecodeException e) {
            throw response.failure("an answer that is no completion");
        }
    }
}
