package io.voiceforge.chat;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.Chain;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;

/**
 * Goes on with a conversation with the first provider that can: the Space, OpenAI, or Hugging Face's router. Cancelling the
 * call closes what it has open. Fails with an {@link ApiException}.
 */
@ApplicationScoped
public class ChatService {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final ChatChain chain;
    private final Duration limit;
    private final Duration lengthyLimit;

    ChatService(ChatChain chain, VoiceForgeConfig config) {
        this.chain = chain;
        this.limit = config.limits().chain();
        this.lengthyLimit = config.flows().generationChain();
    }

    /** Completes with the whole answer, within the time limit of the chain. */
    public Uni<ChatAnswer> complete(ChatRequest request, Call call) {
        return Chain.within(request.lengthy() ? lengthyLimit : limit, call, namingVariables(chain.complete(request, call)));
    }

    /**
     * Completes at the first part of the answer; from then on nobody else takes over, and a provider that fails ends the stream
     * with a failure.
     */
    public Uni<ChatStream> stream(ChatRequest request, Call call) {
        return Chain.within(limit, call, namingVariables(chain.stream(request, call)));
    }

    private static <T> Uni<T> namingVariables(Uni<T> answer) {
        return answer.onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> ApiException.retryable(
                ErrorCode.NO_PROVIDER,
                "No provider that can answer this is configured. Set HF_ML_API_URL (a Hugging Face Space,"
                        + " for plain text), AI_INTEGRATIONS_OPENAI_API_KEY (OpenAI), or HUGGINGFACE_TOKEN with"
                        + " VOICEFORGE_HF_CHAT_MODEL (Hugging Face's router).",
                RETRY_AFTER));
    }
}
