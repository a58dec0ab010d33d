package io.voiceforge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voiceforge.provider.ProvidersConfig;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GuideEnvironmentTest {

    private static final String OLD_SECRET = "vf_sk_0123456789abcdef0123456789abcdef";

    @Test
    void setsNothingWhenNothingIsSet() {
        assertThat(GuideEnvironment.translate(name -> null)).isEqualTo(GuideEnvironment.switchedOff());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PORT,                            1,                                quarkus.http.port,              1
            PORT,                            8080,                             quarkus.http.port,              8080
            PORT,                            65535,                            quarkus.http.port,              65535
            PORT,                            ' 7860 ',                         quarkus.http.port,              7860
            USE_HF_SPACES_ML,                true,                             voiceforge.space.enabled,       true
            USE_HF_SPACES_ML,                TRUE,                             voiceforge.space.enabled,       true
            USE_HF_SPACES_ML,                1,                                voiceforge.space.enabled,       true
            USE_HF_SPACES_ML,                Yes,                              voiceforge.space.enabled,       true
            USE_HF_SPACES_ML,                on,                               voiceforge.space.enabled,       true
            USE_HF_SPACES_ML,                false,                            voiceforge.space.enabled,       false
            USE_HF_SPACES_ML,                0,                                voiceforge.space.enabled,       false
            USE_HF_SPACES_ML,                No,                               voiceforge.space.enabled,       false
            USE_HF_SPACES_ML,                OFF,                              voiceforge.space.enabled,       false
            HF_ML_API_URL,                   https://me-tts.hf.space,          voiceforge.space.url,           https://me-tts.hf.space
            HF_ML_API_URL,                   https://me-tts.hf.space/,         voiceforge.space.url,           https://me-tts.hf.space
            HF_ML_API_URL,                   https://me-tts.hf.space/a/b///,   voiceforge.space.url,           https://me-tts.hf.space/a/b
            HF_ML_API_URL,                   http://127.0.0.1:9000,            voiceforge.space.url,           http://127.0.0.1:9000
            HF_ML_API_URL,                   http://[::1]:9000/,               voiceforge.space.url,           http://[::1]:9000
            HF_ML_API_URL,                   HTTP://localhost,                 voiceforge.space.url,           HTTP://localhost
            HUGGINGFACE_TOKEN,               hf_abc.DEF-123~,                  voiceforge.huggingface.token,   hf_abc.DEF-123~
            HUGGINGFACE_TOKEN,               ' hf_abc ',                       voiceforge.huggingface.token,   hf_abc
            METRICS_TOKEN,                   scrape-me,                        voiceforge.access.metrics-token, scrape-me
            VOICEFORGE_HF_CHAT_MODEL,        org/Model-3.1-8B:fast,            voiceforge.huggingface.chat-model, org/Model-3.1-8B:fast
            AI_INTEGRATIONS_OPENAI_API_KEY,  sk-proj_1,                        voiceforge.openai.api-key,      sk-proj_1
            AI_INTEGRATIONS_OPENAI_BASE_URL, https://api.openai.com/v1,        voiceforge.openai.base-url,     https://api.openai.com/v1
            AI_INTEGRATIONS_OPENAI_BASE_URL, http://localhost:8000/v1/,        voiceforge.openai.base-url,     http://localhost:8000/v1
            VOICEFORGE_LOG_FORMAT,           json,                             quarkus.log.console.json.enabled, true
            VOICEFORGE_LOG_FORMAT,           Text,                             quarkus.log.console.json.enabled, false
            VOICEFORGE_SHUTDOWN_DELAY,       5s,                               quarkus.shutdown.delay,         5s
            VOICEFORGE_SHUTDOWN_DELAY,       500ms,                            quarkus.shutdown.delay,         500ms
            OTEL_EXPORTER_OTLP_HEADERS,      'a=b,x-key=c d=',                 quarkus.otel.exporter.otlp.headers, 'a=b,x-key=c d='
            OTEL_TRACES_SAMPLER_ARG,         0.25,                             quarkus.otel.traces.sampler.arg, 0.25
            OTEL_TRACES_SAMPLER_ARG,         1,                                quarkus.otel.traces.sampler.arg, 1
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789abcdef0123456789abcdef, voiceforge.default-key.secret, vf_sk_0123456789abcdef0123456789abcdef
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789abcdef0123456789abcdef7759b50e, voiceforge.default-key.secret, vf_sk_0123456789abcdef0123456789abcdef7759b50e
            """)
    void translatesEachVariable(String variable, String value, String setting, String translated) {
        assertThat(translate(variable, value)).containsExactly(Map.entry(setting, translated));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', textBlock = """
            PORT,                            0
            PORT,                            65536
            PORT,                            -1
            PORT,                            80a
            PORT,                            8080.0
            PORT,                            123456
            PORT,                            0x50
            PORT,                            \u0661\u0662
            USE_HF_SPACES_ML,                maybe
            USE_HF_SPACES_ML,                2
            USE_HF_SPACES_ML,                "true"
            HF_ML_API_URL,                   me-tts.hf.space
            HF_ML_API_URL,                   ftp://me-tts.hf.space
            HF_ML_API_URL,                   file:///etc/passwd
            HF_ML_API_URL,                   https://
            HF_ML_API_URL,                   https:///path
            HF_ML_API_URL,                   https:me-tts.hf.space
            HF_ML_API_URL,                   https://me tts.hf.space
            HF_ML_API_URL,                   https://me-tts.hf.space?token=1
            HF_ML_API_URL,                   https://me-tts.hf.space/#top
            HF_ML_API_URL,                   https://me-tts.hf.space?
            HF_ML_API_URL,                   https://me@me-tts.hf.space
            HF_ML_API_URL,                   https://me-tts.hf.space:port
            HUGGINGFACE_TOKEN,               hf abc
            HUGGINGFACE_TOKEN,               |hf_a\nX-Injected: 1|
            HUGGINGFACE_TOKEN,               hf_\u00e9
            AI_INTEGRATIONS_OPENAI_API_KEY,  sk a
            AI_INTEGRATIONS_OPENAI_API_KEY,  |sk\r\nHost: x|
            AI_INTEGRATIONS_OPENAI_BASE_URL, api.openai.com/v1
            AI_INTEGRATIONS_OPENAI_BASE_URL, https://u:p@api.openai.com/v1
            VOICEFORGE_LOG_FORMAT,           xml
            VOICEFORGE_SHUTDOWN_DELAY,       soon
            VOICEFORGE_SHUTDOWN_DELAY,       -5s
            VOICEFORGE_SHUTDOWN_DELAY,       1h
            OTEL_EXPORTER_OTLP_ENDPOINT,     collector:4318
            OTEL_EXPORTER_OTLP_HEADERS,      hunter2
            OTEL_EXPORTER_OTLP_HEADERS,      |a=b\nc=d|
            OTEL_TRACES_SAMPLER_ARG,         2
            OTEL_TRACES_SAMPLER_ARG,         NaN
            VOICEFORGE_DEFAULT_API_KEY,      secret
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789ABCDEF0123456789ABCDEF
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789abcdef0123456789abcde
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789abcdef0123456789abcdef0
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_0123456789abcdef0123456789abcdef012345678
            VOICEFORGE_DEFAULT_API_KEY,      sk_vf_0123456789abcdef0123456789abcdef
            """)
    void refusesWhatCannotBeUsedInOneSentenceThatNamesTheVariable(String variable, String value) {
        assertThatThrownBy(() -> translate(variable, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(variable + " must ").hasMessageEndingWith(".").hasNoCause()
                .message().doesNotContain("\n", "\r");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', textBlock = """
            HF_ML_API_URL,                   https://user:hunter2@me-tts.hf.space,      hunter2
            HF_ML_API_URL,                   https://hunter2@me-tts.hf.space,           hunter2
            HF_ML_API_URL,                   https://user:hunter2 @me-tts.hf.space,     hunter2
            HF_ML_API_URL,                   https://me-tts.hf.space/?token=hunter2,    hunter2
            AI_INTEGRATIONS_OPENAI_BASE_URL, https://user:hunter2@[broken,              hunter2
            AI_INTEGRATIONS_OPENAI_BASE_URL, ftp://user:hunter2@example.org,            hunter2
            HUGGINGFACE_TOKEN,               hf_hunter2 x,                              hunter2
            AI_INTEGRATIONS_OPENAI_API_KEY,  sk-hunter2\u00a0,                          hunter2
            VOICEFORGE_DEFAULT_API_KEY,      vf_sk_hunter2,                             hunter2
            OTEL_EXPORTER_OTLP_HEADERS,      hunter2,                                   hunter2
            OTEL_EXPORTER_OTLP_ENDPOINT,     http://me:hunter2@collector:4318,          hunter2
            """)
    void neverShowsASecret(String variable, String value, String secret) {
        assertThatThrownBy(() -> translate(variable, value)).isInstanceOf(InvalidSettingException.class)
                .hasNoCause().hasNoSuppressedExceptions().message().doesNotContain(secret);
    }

    @Test
    void showsNoMoreThanTheBeginningOfAPortThatIsNone() {
        assertThatThrownBy(() -> translate("PORT", "\u001b[31m" + "9".repeat(1000))).message()
                .hasSizeLessThan(120).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PORT", "USE_HF_SPACES_ML", "HF_ML_API_URL", "HUGGINGFACE_TOKEN", "AI_INTEGRATIONS_OPENAI_API_KEY",
            "AI_INTEGRATIONS_OPENAI_BASE_URL" })
    void takesAnEmptyVariableForOneThatIsNotSet(String variable) {
        assertThat(translate(variable, "")).isEmpty();
        assertThat(translate(variable, " \t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\t\n" })
    void switchesTheDefaultKeyOffWhenItsVariableIsEmpty(String empty) {
        assertThat(translate("VOICEFORGE_DEFAULT_API_KEY", empty))
                .containsExactly(Map.entry("voiceforge.default-key.enabled", "false"));
    }

    @Test
    void tracesAreOnWithACollectorAndOffWithout() {
        assertThat(GuideEnvironment.translate(name -> null)).containsEntry("quarkus.otel.sdk.disabled", "true")
                .doesNotContainKey("quarkus.otel.exporter.otlp.endpoint");
        assertThat(GuideEnvironment.translate(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/")::get))
                .containsEntry("quarkus.otel.sdk.disabled", "false")
                .containsEntry("quarkus.otel.exporter.otlp.endpoint", "http://collector:4318");
    }

    @ParameterizedTest
    @CsvSource({ "http://collector:4318, true", "https://otel.example.org, true", "http://127.0.0.1:4318, true",
            "http://otel.example.org:4318, false", "http://10.0.0.5:4318, false" })
    void headersForACollectorAreNotSentWhereAnyoneOnTheWayCouldReadThem(String endpoint, boolean isConfidential) {
        Map<String, String> environment = new HashMap<>(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_EXPORTER_OTLP_HEADERS", "api-key=hunter2"));

        if (!isConfidential) {
            assertThatThrownBy(() -> GuideEnvironment.translate(environment::get))
                    .isInstanceOf(InvalidSettingException.class).hasMessageStartingWith("OTEL_EXPORTER_OTLP_HEADERS must ")
                    .hasMessageContaining("VOICEFORGE_CREDENTIALS_OVER_HTTP").message().doesNotContain("hunter2");
            environment.put("VOICEFORGE_CREDENTIALS_OVER_HTTP", "yes");
        }
        assertThat(GuideEnvironment.translate(environment::get))
                .containsEntry("quarkus.otel.exporter.otlp.headers", "api-key=hunter2");
    }

    @Test
    void translatesAllVariablesTogether() {
        // Given
        Map<String, String> environment = Map.of("PORT", "8080", "USE_HF_SPACES_ML", "no", "HF_ML_API_URL", "http://a/",
                "HUGGINGFACE_TOKEN", "t", "AI_INTEGRATIONS_OPENAI_API_KEY", "k", "AI_INTEGRATIONS_OPENAI_BASE_URL", "http://b",
                "VOICEFORGE_DEFAULT_API_KEY", OLD_SECRET);

        // Then
        assertThat(withoutSwitches(GuideEnvironment.translate(environment::get))).hasSize(7)
                .containsEntry("voiceforge.space.url", "http://a")
                .containsEntry("voiceforge.default-key.secret", OLD_SECRET);
    }

    @Property
    void acceptsOrRefusesAnyText(@ForAll String text) {
        for (String variable : new String[] { "PORT", "USE_HF_SPACES_ML", "HF_ML_API_URL", "HUGGINGFACE_TOKEN",
                "VOICEFORGE_DEFAULT_API_KEY" }) {
            try {
                translate(variable, text).values().forEach(value -> assertThat(value).isPrintable());
            } catch (InvalidSettingException e) {
                assertThat(e).hasMessageStartingWith(variable);
            }
        }
    }

    @Test
    void standsBetweenTheApplicationsPropertiesAndTheEnvironment() {
        // Given
        Map<String, String> settings = Map.of("PORT", "1234");

        // Then
        assertThat(config(settings, Map.of("quarkus.http.port", "7860"), 250).getConfigValue("quarkus.http.port").getValue())
                .isEqualTo("1234");
        assertThat(config(settings, Map.of("quarkus.http.port", "7860"), 300).getConfigValue("quarkus.http.port").getValue())
                .isEqualTo("7860");
    }

    @Test
    void makesTheMappingsWork() {
        // Given
        Map<String, String> environment = Map.of("HF_ML_API_URL", "https://me-tts.hf.space/", "VOICEFORGE_DEFAULT_API_KEY", "",
                "AI_INTEGRATIONS_OPENAI_API_KEY", "", "DATABASE_URL", "postgres://db/voiceforge");

        // When
        SmallRyeConfig config = config(environment, Map.of(), 100);

        // Then
        ProvidersConfig providers = config.getConfigMapping(ProvidersConfig.class);
        assertThat(providers.space().url()).hasToString("Optional[https://me-tts.hf.space]");
        assertThat(providers.space().enabled()).isTrue();
        assertThat(providers.openai().apiKey()).isEmpty();
        assertThat(config.getValue("voiceforge.default-key.enabled", Boolean.class)).isFalse();
        assertThat(config.getConfigMapping(StorageConfig.class).database().configured()).isTrue();
        assertThat(config.getConfigMapping(StorageConfig.class).redis().configured()).isFalse();
    }

    private static Map<String, String> translate(String variable, String value) {
        Map<String, String> environment = new HashMap<>();
        environment.put(variable, value);
        return withoutSwitches(GuideEnvironment.translate(environment::get));
    }

    private static Map<String, String> withoutSwitches(Map<String, String> settings) {
        settings.keySet().removeAll(GuideEnvironment.switchedOff().keySet());
        return settings;
    }

    /** As in the running process, whose class path does not have the classes with which Quarkus builds. */
    private static SmallRyeConfig config(Map<String, String> environment, Map<String, String> others, int ordinal) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return new SmallRyeConfigBuilder()
                    .forClassLoader(GuideEnvironmentTest.class.getClassLoader())
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(environment, "environment", 300))
                    .withSources(new PropertiesConfigSource(others, "others", ordinal))
                    .withSources(new GuideEnvironment())
                    .withMapping(StorageConfig.class).withMapping(ProvidersConfig.class)
                    // the other mappings are for their rooms alone
                    .withMappingIgnore("voiceforge.default-key.**")
                    .build();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
