package io.voiceforge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voiceforge.call.Operation;

class ProviderCatalogTest {

    private static final ProviderId KOKORO = new ProviderId("kokoro");

    /** An adapter for everything. */
    private record Anything(ProviderId provider) implements ProviderAdapter {
    }

    /** @param models beginnings of the names of models that this kind owns */
    private record Kind(String name, List<String> models) implements ProviderKind {

        @Override
        public Set<Operation> operations() {
            return name.equals("local") ? Set.of() : EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.CHAT);
        }

        @Override
        public Set<String> settings() {
            return name.equals("openai") ? Set.of("voices", "format", "transcription-path", "members") : Set.of();
        }

        @Override
        public Set<String> formats() {
            return Set.of("wav", "mp3");
        }

        @Override
        public List<ProviderAdapter> adapters(ProviderSettings settings) {
            return List.of(new Anything(settings.id()));
        }

        @Override
        public boolean ownsModel(Operation operation, String model) {
            return models.stream().anyMatch(model::startsWith);
        }
    }

    @Test
    void withoutSettingsOnlyTheGatewayItselfIsAsked() {
        ProviderCatalog catalog = catalog(Map.of());

        assertThat(asked(catalog, Operation.SPEECH)).containsExactly("local");
        assertThat(asked(catalog, Operation.CHAT)).isEmpty();
        assertThat(catalog.all().stream().map(provider -> provider.id().name()))
                .containsExactly("space", "openai", "huggingface", "local");
    }

    @Test
    void wellKnownProvidersAreAskedInTheUsualOrderAndNamedOnesBeforeTheGatewayItself() {
        ProviderCatalog catalog = catalog(Map.of("space.url", "http://space", "openai.api-key", "k", "huggingface.token", "t",
                "huggingface.chat-model", "m", "providers.kokoro.base-url", "http://kokoro/v1"));

        assertThat(asked(catalog, Operation.SPEECH)).containsExactly("space", "openai", "kokoro", "local");
        assertThat(asked(catalog, Operation.TRANSCRIPTION)).containsExactly("space", "openai", "kokoro");
        assertThat(asked(catalog, Operation.VAD)).containsExactly("space", "local");
        assertThat(asked(catalog, Operation.CHAT)).containsExactly("space", "openai", "huggingface", "kokoro");
    }

    @Test
    void anOrderChoosesWhoIsAsked() {
        ProviderCatalog catalog = catalog(Map.of("openai.api-key", "k", "providers.kokoro.base-url", "http://kokoro/v1",
                "speech-order", "local,kokoro"));

        assertThat(asked(catalog, Operation.SPEECH)).containsExactly("local", "kokoro");
        assertThat(asked(catalog, Operation.TRANSCRIPTION)).containsExactly("openai", "kokoro");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            speech-order                        | nobody             | VOICEFORGE_SPEECH_ORDER names "nobody"
            speech-order                        | kokoro,local,kokoro | VOICEFORGE_SPEECH_ORDER names "kokoro" twice
            chat-order                          | local              | VOICEFORGE_CHAT_ORDER names "local"
            activity-order                      | kokoro             | VOICEFORGE_ACTIVITY_ORDER names "kokoro"
            transcription-order                 | Open AI            | VOICEFORGE_TRANSCRIPTION_ORDER names "Open AI"
            providers.openai.base-url           | http://x           | VOICEFORGE_PROVIDERS_OPENAI_BASE_URL names the provider "openai"
            providers.local.base-url            | http://x           | reserved
            providers.space.base-url            | http://x           | reserved
            providers.huggingface.base-url      | http://x           | reserved
            providers.hf.base-url               | http://x           | reserved
            providers."my_server".base-url      | http://x           | without an underscore
            providers.other.api-key             | k                  | VOICEFORGE_PROVIDERS_OTHER_BASE_URL is missing
            providers.kokoro.base-url           | kokoro:8880        | VOICEFORGE_PROVIDERS_KOKORO_BASE_URL must be an http
            providers.kokoro.base-url           | http://me:pw@x/v1  | VOICEFORGE_PROVIDERS_KOKORO_BASE_URL must be an http
            providers.kokoro.base-url           | ftp://kokoro/v1    | VOICEFORGE_PROVIDERS_KOKORO_BASE_URL must be an http
            providers.kokoro.dialect            | esperanto          | VOICEFORGE_PROVIDERS_KOKORO_DIALECT must be one of openai, space, but is "esperanto"
            providers.kokoro.dialect            | local              | VOICEFORGE_PROVIDERS_KOKORO_DIALECT must be one of openai, space, but is "local"
            providers.kokoro.operations         | sing               | VOICEFORGE_PROVIDERS_KOKORO_OPERATIONS must be one of chat, speech, transcription, but is "sing"
            providers.kokoro.operations         | speech,            | VOICEFORGE_PROVIDERS_KOKORO_OPERATIONS must be one of
            providers.kokoro.operations         | vad                | VOICEFORGE_PROVIDERS_KOKORO_OPERATIONS must be one of
            providers.kokoro.operations         | flow               | VOICEFORGE_PROVIDERS_KOKORO_OPERATIONS must be one of
            providers.kokoro.format             | midi               | VOICEFORGE_PROVIDERS_KOKORO_FORMAT must be one of mp3, wav, but is "midi"
            providers.kokoro.voices             | af_heart           | VOICEFORGE_PROVIDERS_KOKORO_VOICES must have the form
            providers.kokoro.voices             | female=a,female=b  | VOICEFORGE_PROVIDERS_KOKORO_VOICES must have the form
            providers.kokoro.first-byte         | soon               | VOICEFORGE_PROVIDERS_KOKORO_FIRST_BYTE must be a duration
            providers.kokoro.first-byte         | 0s                 | VOICEFORGE_PROVIDERS_KOKORO_FIRST_BYTE must be a duration
            providers.kokoro.api-key            | a b                | VOICEFORGE_PROVIDERS_KOKORO_API_KEY must consist of
            providers.kokoro.transcription-path | inference          | VOICEFORGE_PROVIDERS_KOKORO_TRANSCRIPTION_PATH must be a path
            providers.kokoro.members            | temperature        | VOICEFORGE_PROVIDERS_KOKORO_MEMBERS must be one of instructions, stream_options
            """)
    void aMistakeInTheSettingsEndsTheStartWithASentence(String setting, String value, String told) {
        Map<String, String> settings = new HashMap<>(Map.of("providers.kokoro.base-url", "http://kokoro/v1"));
        settings.put(setting, value);

        assertThatThrownBy(() -> catalog(settings)).hasMessageStartingWith("VoiceForge cannot start: ")
                .hasMessageContaining(told).hasMessageEndingWith(".").hasMessageNotContaining("\n")
                .hasMessageNotContaining("pw@").hasNoCause();
    }

    @Test
    void aSettingThatMeansNothingToTheDialectEndsTheStart() {
        assertThatThrownBy(() -> catalog(Map.of("providers.other.base-url", "http://x", "providers.other.dialect", "space",
                "providers.other.voices", "female=a")))
                .hasMessageContaining("VOICEFORGE_PROVIDERS_OTHER_VOICES means nothing to a provider with the dialect space.");
    }

    @Test
    void whatIsSetToNothingIsNotSet() {
        ProviderCatalog catalog = catalog(
                Map.of("providers.kokoro.base-url", "http://kokoro/v1/", "providers.kokoro.dialect", "",
                        "providers.kokoro.api-key", " ", "providers.kokoro.voices", ""));

        ProviderSettings kokoro = catalog.all().get(3);
        assertThat(kokoro.baseUrl()).hasToString("http://kokoro/v1");
        assertThat(kokoro.kind()).isEqualTo("openai");
        assertThat(kokoro.apiKey()).isEmpty();
        assertThat(kokoro.operations()).containsExactlyInAnyOrder(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.CHAT);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "-, -, -", "tts-1, -, tts-1", "openai/tts-1, openai, tts-1", "hf/meta/llama, huggingface, meta/llama",
            "huggingface/x, huggingface, x", "kokoro/k, kokoro, k", "kokoro/, kokoro, -", "meta/llama, -, meta/llama",
            "local/x, local, x" })
    void aPrefixPinsTheProvider(String model, String pin, String name) {
        RequestedModel requested = catalog(Map.of("providers.kokoro.base-url", "http://kokoro/v1")).requested(model);

        assertThat(requested.pin()).isEqualTo(pin == null ? null : new ProviderId(pin));
        assertThat(requested.name()).isEqualTo(name);
    }

    @Test
    void aModelOfAnotherKindMeansNothingToAProvider() {
        ProviderCatalog catalog = catalog(Map.of("providers.kokoro.base-url", "http://kokoro/v1",
                "providers.kokoro.chat-model", "own"));
        RequestedModel ofSpace = new RequestedModel(null, "chatterbox");
        RequestedModel unknown = new RequestedModel(null, "whatever");

        assertThat(catalog.modelFor(ProviderId.OPENAI, Operation.SPEECH, ofSpace)).isNull();
        assertThat(catalog.modelFor(ProviderId.SPACE, Operation.SPEECH, ofSpace)).isEqualTo("chatterbox");
        assertThat(catalog.modelFor(ProviderId.OPENAI, Operation.CHAT, unknown)).isEqualTo("whatever");
        assertThat(catalog.modelFor(KOKORO, Operation.CHAT, unknown)).isNull();
        assertThat(catalog.modelFor(KOKORO, Operation.SPEECH, unknown)).isEqualTo("whatever");
        assertThat(catalog.modelFor(KOKORO, Operation.CHAT, new RequestedModel(KOKORO, "big"))).isEqualTo("big");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "providers.kokoro.base-url=http://kokoro/v1 | false",
            "openai.base-url=http://127.0.0.1:8000/v1 | false",
            "space.url=https://space | false",
            "huggingface.token=t | false",
            "space.url=https://space space.enabled=false huggingface.token=t | false",
            "openai.api-key=k | true",
            "space.url=https://space huggingface.token=t | true",
            "huggingface.chat-model=m huggingface.token=t | true",
            "providers.kokoro.base-url=http://kokoro/v1 providers.kokoro.api-key=k | true" })
    void knowsWhetherAConfiguredProviderIsAskedWithACredential(String settings, boolean hasCredentials) {
        Map<String, String> given = new HashMap<>();
        for (String setting : settings.split(" ")) {
            given.put(setting.split("=")[0], setting.split("=")[1]);
        }

        assertThat(catalog(given).haveCredentials()).isEqualTo(hasCredentials);
    }

    @ParameterizedTest
    @CsvSource({ "https://203.0.113.9, false, true", "http://203.0.113.9, false, false", "http://example.org, false, false",
            "http://example.org, true, true", "http://127.0.0.1:9, false, true", "http://kokoro_tts:8880, false, true" })
    void aCredentialIsNotSentWhereAnyoneOnTheWayCouldReadIt(String url, boolean allowed, boolean sent) {
        ProviderCatalog catalog = catalog(Map.of("credentials-over-http", String.valueOf(allowed),
                "space.url", url, "huggingface.token", "t", "huggingface.router-url", url, "huggingface.chat-model", "m",
                "openai.base-url", url, "openai.api-key", "k", "providers.kokoro.base-url", url,
                "providers.kokoro.api-key", "k"));

        assertThat(catalog.all()).filteredOn(provider -> !provider.id().equals(ProviderId.LOCAL)).hasSize(4)
                .allSatisfy(provider -> assertThat(provider.apiKey().isPresent()).as(provider.toString()).isEqualTo(sent));
    }

    private static List<String> asked(ProviderCatalog catalog, Operation operation) {
        return catalog.inOrder(operation, Anything.class).stream().map(adapter -> adapter.provider().name()).toList();
    }

    private static ProviderCatalog catalog(Map<String, String> settings) {
        Map<String, String> prefixed = new HashMap<>();
        settings.forEach((name, value) -> prefixed.put("voiceforge." + name, value));
        ProvidersConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(prefixed, "test", 100))
                .withMapping(ProvidersConfig.class).build().getConfigMapping(ProvidersConfig.class);
        return new ProviderCatalog(List.of(new Kind("space", List.of("chatterbox")), new Kind("openai", List.of("tts-")),
                new Kind("local", List.of())), config);
    }
}
