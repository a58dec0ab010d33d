package io.voiceforge.provider.openai;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.chat.ChatCompletion;
import io.voiceforge.chat.ChatProvider;
import io.voiceforge.chat.ChatRequest;
import io.voiceforge.chat.ChatStream;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.ProviderId;
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
    /** Whether it takes the option to report usage in streams; null until that is known. */
    private volatile Boolean reportsUsage;

    /** @param defaultModel or null to let the provider choose */
    OpenAiChat(ProviderEndpoint endpoint, String defaultModel, ProviderHttp http) {
        this.endpoint = endpoint;
        this.defaultModel = defaultModel;
        this.http = http;
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
        return post(body(request), request, attempt).flatMap(ProviderResponse::json)
                .map(completion -> new ChatCompletion(provider(), checked(completion)));
    }

    @Override
    public Uni<ChatStream> stream(ChatRequest request, Attempt attempt) {
        attempt.expectStream();
        if (request.body().getValue("stream_options") != null) {
            return stream(streamed(request), false, request, attempt);
        }
        if (reportsUsage == Boolean.FALSE) {
            return stream(streamed(request), true, request, attempt);
        }
        JsonObject withUsage = streamed(request).put("stream_options", new JsonObject().put("include_usage", true));
        Uni<ChatStream> asked = stream(withUsage, true, request, attempt);
        if (reportsUsage == Boolean.TRUE) {
            return asked;
        }
        // the caller has not asked for the member that a strict server rejects; one refusal is enough to learn from
        return asked.invoke(() -> reportsUsage = true)
                .onFailure(ProviderFailure.RejectedCaller.class)
                .recoverWithUni(() -> stream(streamed(request), true, request, attempt).invoke(() -> reportsUsage = false));
    }

    private Uni<ChatStream> stream(JsonObject body, boolean isUsageOurs, ChatRequest request, Attempt attempt) {
        return post(body, request, attempt)
                .flatMap(response -> ChatEvents.open(response, isUsageOurs))
                .map(parts -> new ChatStream(provider(), parts));
    }

    private Uni<ProviderResponse> post(JsonObject body, ChatRequest request, Attempt attempt) {
        return http.post(endpoint, PATH, RequestBody.json(body), request.model() != null, attempt);
    }

    private JsonObject streamed(ChatRequest request) {
        return body(request).put("stream", true);
    }

    private JsonObject body(ChatRequest request) {
        JsonObject body = new JsonObject();
        String model = request.model() != null ? request.model() : defaultModel;
        if (model != null) {
            body.put("model", model);
        }
        request.body().forEach(member -> {
            if (!member.getKey().equals("model")) {
                body.put(member.getKey(), member.getValue());
            }
        });
        return body;
    }

    private JsonObject checked(JsonObject completion) {
        if (!(completion.getValue("choices") instanceof JsonArray)) {
            throw new ProviderFailure.Unavailable(provider() + ": an answer without choices");
        }
        return completion;
    }
}
