package io.voiceforge.provider;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderSettings.ModelList;

/** The providers that have settings of their own, in the order in which they are asked. */
final class WellKnownProviders {

    private static final URI OPENAI_URL = URI.create("https://api.openai.com/v1");
    private static final String OPENAI_KIND = "openai";

    private WellKnownProviders() {
    }

    static List<ProviderSettings> remote(ProvidersConfig config) {
        return List.of(space(config), openAi(config.openai()), router(config.huggingface()));
    }

    /** @param chosen see {@link ProviderKind#chosenModels()} */
    static ProviderSettings local(Map<Operation, String> chosen) {
        Set<Operation> operations = EnumSet.of(Operation.SPEECH, Operation.VAD);
        operations.addAll(chosen.keySet());
        return new ProviderSettings(ProviderId.LOCAL, "local", "the gateway itself", true, null, Optional.empty(),
                operations, chosen, false, ProviderId.LOCAL.name(), ModelList.CONFIGURED,
                Optional.empty());
    }

    private static ProviderSettings space(ProvidersConfig config) {
        ProvidersConfig.Space space = config.space();
        return new ProviderSettings(ProviderId.SPACE, "space", "the Hugging Face Space",
                space.enabled() && space.url().isPresent(),
                space.url().orElse(null), config.huggingface().token(),
                EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.VAD, Operation.CHAT), Map.of(), true,
                ProviderId.SPACE.name(), ModelList.PREFIXED, Optional.empty());
    }

    /** Configured by a key, or by the address of a server that needs none. */
    private static ProviderSettings openAi(ProvidersConfig.OpenAi config) {
        return new ProviderSettings(ProviderId.OPENAI, OPENAI_KIND, "OpenAI",
                config.apiKey().isPresent() || config.baseUrl().isPresent(), config.baseUrl().orElse(OPENAI_URL),
                config.apiKey(),
                EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.CHAT),
                Map.of(Operation.SPEECH, config.speechModel(), Operation.TRANSCRIPTION, config.transcriptionModel(),
                        Operation.CHAT, config.chatModel()),
                true, ProviderId.OPENAI.name(), ModelList.PLAIN, Optional.empty());
    }

    /** Hundreds of models, of which the operator has chosen one. */
    private static ProviderSettings router(ProvidersConfig.HuggingFace config) {
        return new ProviderSettings(ProviderId.HUGGINGFACE, OPENAI_KIND, "Hugging Face's router",
                config.token().isPresent() && config.chatModel().isPresent(), config.routerUrl(), config.token(),
                Set.of(Operation.CHAT), config.chatModel().map(model -> Map.of(Operation.CHAT, model)).orElse(Map.of()), false,
                "hf", ModelList.CONFIGURED, Optional.empty());
    }
}
