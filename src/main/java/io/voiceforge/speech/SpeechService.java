package io.voiceforge.speech;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioConverter;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.call.CallContext;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.AskedModels;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.LimitsConfig;
import io.voiceforge.provider.Plan;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderChain;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.RequestedModel;
import io.voiceforge.provider.Step;
import io.voiceforge.provider.TimeLimits;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.voice.OwnVoice;

/** Speaks a text with the first provider that can. */
@ApplicationScoped
public class SpeechService {

    private final List<SpeechProvider> providers;
    private final ProviderCatalog catalog;
    private final ProviderChain chain;
    private final AudioConverter converter;
    private final TimeLimits limits;

    SpeechService(ProviderCatalog catalog, ProviderChain chain, AudioConverter converter, LimitsConfig limits) {
        this.providers = catalog.inOrder(Operation.SPEECH, SpeechProvider.class);
        this.catalog = catalog;
        this.chain = chain;
        this.converter = converter;
        this.limits = limits.of(Operation.SPEECH);
    }

    /**
     * Completes at the first byte in the caller's format, so unreadable audio counts as a failure of the provider. From then on
     * there is no fallback: if the provider fails, the stream fails. Cancelling the call, before or after, closes everything it
     * has open. Fails with an {@link ApiException}.
     */
    public Uni<Speech> speak(SpeechRequest request, CallContext call) {
        List<SpeechProvider> able = providers.stream().filter(provider -> canSpeak(provider, request.target())).toList();
        if (able.isEmpty()) {
            return Uni.createFrom().failure(ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, "format", "The format "
                    + request.format().wireName() + " cannot be produced here. Use " + AudioFormat.encodableNames() + "."));
        }
        RequestedModel model = requested(request.model());
        Optional<ProviderId> owner = OwnVoice.of(request.voice()).map(OwnVoice::provider);
        if (owner.isPresent() && !model.allows(owner.get())) {
            return Uni.createFrom().failure(ApiException.of(ErrorCode.INVALID_REQUEST, "voice",
                    "The voice belongs to another provider than the model"));
        }
        List<Step<Speech>> steps = catalog.steps(Operation.SPEECH,
                able.stream().filter(provider -> owner.isEmpty() || owner.get().equals(provider.provider())), model,
                (provider, name, attempt) -> speak(provider, request.withModel(name), attempt));
        return chain.run(new Plan<>(Operation.SPEECH, call, limits, steps, true));
    }

    /** The models that the providers which may be asked would be asked for. */
    public AskedModels models(SpeechRequest request) {
        return catalog.asked(Operation.SPEECH, requested(request.model()));
    }

    /** {@code local} alone means the engine in this process. */
    private RequestedModel requested(String model) {
        return ProviderId.LOCAL.name().equals(model) ? new RequestedModel(ProviderId.LOCAL, null) : catalog.requested(model);
    }

    /** Whether the provider can produce the target, directly or by conversion. */
    private boolean canSpeak(SpeechProvider provider, AudioTarget target) {
        return provider.formats().stream().anyMatch(given -> converter.canProduce(given, target));
    }

    private Uni<Speech> speak(SpeechProvider provider, SpeechRequest request, Attempt attempt) {
        return provider.speak(request, attempt)
                .flatMap(audio -> inFormat(provider.provider(), audio, request.target()))
                .map(audio -> new Speech(provider.provider(), audio, attempt.isFallback()));
    }

    private Uni<AudioStream> inFormat(ProviderId provider, AudioStream audio, AudioTarget target) {
        if (!converter.canProduce(audio.format(), target)) {
            audio.body().subscribe().with(ignored -> {
            }).cancel();
            return Uni.createFrom().failure(new ProviderFailure.Unavailable(provider + ": answered with "
                    + audio.format().wireName() + ", which cannot be converted to " + target.format().wireName()));
        }
        AudioStream converted = converter.convert(audio, target);
        if (converted == audio) {
            return Uni.createFrom().item(audio);
        }
        return FirstItem.of(converted.body(), () -> new ProviderFailure.Unavailable(provider + ": no audio"))
                .map(body -> new AudioStream(converted.format(), converted.sampleRateHertz(), body));
    }
}
