package io.voiceforge.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who is asked: the well-known providers, any number of named ones, and the order for each operation. */
@ConfigMapping(prefix = "voiceforge")
public interface ProvidersConfig {

    Space space();

    HuggingFace huggingface();

    OpenAi openai();

    /** Whether credentials are sent over plain HTTP to other machines too, see {@link io.voiceforge.config.HttpUrl#keepsSecrets}. */
    @WithDefault("false")
    boolean credentialsOverHttp();

    /** Further providers by name; a name consists of lower-case letters and digits. */
    Map<String, Named> providers();

    /** Names of providers in the order in which they are asked to speak. */
    Optional<List<String>> speechOrder();

    /** The same for transcription. */
    Optional<List<String>> transcriptionOrder();

    /** The same for voice activity. */
    Optional<List<String>> activityOrder();

    /** The same for chat. */
    Optional<List<String>> chatOrder();

    /** The Hugging Face Space. */
    interface Space {

        /** {@code HF_ML_API_URL}; the Space is not used when this is absent. */
        Optional<URI> url();

        /** {@code USE_HF_SPACES_ML}. */
        @WithDefault("true")
        boolean enabled();
    }

    /** Hugging Face itself. */
    interface HuggingFace {

        /** {@code HUGGINGFACE_TOKEN}; sent to the Space and to the router. */
        Optional<String> token();

        /** {@code VOICEFORGE_HF_CHAT_MODEL}: the model that answers through the router, which is off without one. */
        Optional<String> chatModel();

        /** The router, without a trailing slash. */
        @WithDefault("https://router.huggingface.co/v1")
        URI routerUrl();
    }

    /** OpenAI, or a server that speaks its API. */
    interface OpenAi {

        /** {@code AI_INTEGRATIONS_OPENAI_API_KEY}. */
        Optional<String> apiKey();

        /** {@code AI_INTEGRATIONS_OPENAI_BASE_URL}; {@code https://api.openai.com/v1} when only a key is set. */
        Optional<URI> baseUrl();

        /** The model for speech when the caller names none of this provider's. */
        @WithDefault("gpt-4o-mini-tts")
        String speechModel();

        /** The model for transcription when the caller names none of this provider's. */
        @WithDefault("whisper-1")
        String transcriptionModel();

        /** The model for chat when the caller names none. */
        @WithDefault("gpt-4o-mini")
        String chatModel();
    }

    /** A further provider, as it is written; {@link NamedProviders} reads it. */
    interface Named {

        /** Where its API begins, for example {@code http://tts:8880/v1}; required. */
        Optional<String> baseUrl();

        /** Its credential. */
        Optional<String> apiKey();

        /** The API that it speaks, a {@link ProviderKind}; {@code openai} if absent. */
        Optional<String> dialect();

        /** What it is asked for; speech, transcription and chat if absent, as far as it can. */
        Optional<String> operations();

        /** The model for speech when the caller does not choose one of this provider's. */
        Optional<String> speechModel();

        /** The same for transcription. */
        Optional<String> transcriptionModel();

        /** The same for chat. */
        Optional<String> chatModel();

        /** What voices are called there: {@code female=anna,male=adam}. */
        Optional<String> voices();

        /** What speech is asked for as. */
        Optional<String> format();

        /** How long it may take to its first byte, in place of {@link LimitsConfig#firstByte}. */
        Optional<String> firstByte();

        /** Where it transcribes, when that is not where OpenAI does. */
        Optional<String> transcriptionPath();

        /** Optional members that it takes: {@code instructions}, {@code stream_options}. */
        Optional<String> members();
    }
}
