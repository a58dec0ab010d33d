package io.voiceforge.listen;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.Chain;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;

/** Finds out what audio says and where in it somebody speaks, with the first provider that can. */
@ApplicationScoped
public class ListenService {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final TranscriptionChain transcriptions;
    private final VadChain activity;
    private final Duration transcriptionLimit;
    private final Duration activityLimit;

    ListenService(TranscriptionChain transcriptions, VadChain activity, VoiceForgeConfig config) {
        this.transcriptions = transcriptions;
        this.activity = activity;
        this.transcriptionLimit = config.limits().transcriptionChain();
        this.activityLimit = config.limits().chain();
    }

    /**
     * Transcribes: the Space, then OpenAI. Fails with an {@link ApiException}; cancelling the call closes
     * what it has open.
     */
    public Uni<Answered<Transcription>> transcribe(TranscriptionRequest request, Call call) {
        Uni<Answered<Transcription>> answer = transcriptions.transcribe(request, call);
        return Chain.within(transcriptionLimit, call, !request.translate() ? answer
                : answer.onFailure(ProviderFailure.NotOffered.class).transform(notOffered -> ApiException.retryable(
                        ErrorCode.NO_PROVIDER, "Only OpenAI translates. Set AI_INTEGRATIONS_OPENAI_API_KEY.", RETRY_AFTER)));
    }

    /**
     * Finds voice activity: the Space, then the detector in the process. Fails as {@link #transcribe} does.
     */
    public Uni<Answered<Activity>> detect(VadRequest request, Call call) {
        return Chain.within(activityLimit, call, activity.detect(request, call));
    }
}
