package io.voiceforge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voiceforge.config.InvalidSettingException;

class ProviderVariablesTest {

    @Test
    void knowsTheSettingsThatTheMappingHas() {
        assertThat(ProviderVariables.SETTINGS).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(ProvidersConfig.Named.class.getDeclaredMethods()).map(Method::getName)
                        .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = { "VOICEFORGE_PROVIDERS_KOKORO_BASE_URL", "VOICEFORGE_PROVIDERS_K2_TRANSCRIPTION_MODEL",
            "voiceforge.providers.kokoro.base-url", "voiceforge.providers.\"kokoro\".first-byte", "VOICEFORGE_PROVIDERS",
            "VOICEFORGE_SPEECH_ORDER", "PATH" })
    void takesWhatItUnderstandsAndWhatIsNoneOfItsBusiness(String name) {
        assertThatCode(() -> ProviderVariables.check(List.of(name))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VOICEFORGE_PROVIDERS_KOKORO_SPECH_MODEL      | is no setting of a provider
            VOICEFORGE_PROVIDERS_KOKORO                  | is no setting of a provider
            VOICEFORGE_PROVIDERS_                        | is no setting of a provider
            VOICEFORGE_PROVIDERS_BASE_URL                | is no setting of a provider
            VOICEFORGE_PROVIDERS_KOKORO_base_url         | is no setting of a provider
            VOICEFORGE_PROVIDERS_MY_SERVER_BASE_URL      | names the provider "my_server"
            VOICEFORGE_PROVIDERS_2ND_BASE_URL            | names the provider "2nd"
            VOICEFORGE_PROVIDERS__BASE_URL               | is no setting of a provider
            VOICEFORGE_PROVIDERS_OPENAI_API_KEY          | names the provider "openai", but this name is reserved
            VOICEFORGE_PROVIDERS_LOCAL_BASE_URL          | names the provider "local", but this name is reserved
            voiceforge.providers.kokoro.base_url         | is no setting of a provider
            voiceforge.providers.kokoro                  | is no setting of a provider
            voiceforge.providers.kokoro.voices[0]        | is no setting of a provider
            voiceforge.providers.my-server.base-url      | names the provider "my-server"
            voiceforge.providers."my_server".base-url    | names the provider "my_server"
            voiceforge.providers.Kokoro.base-url         | names the provider "Kokoro"
            """)
    void refusesWhatTheMappingWouldLose(String name, String told) {
        assertThatThrownBy(() -> ProviderVariables.check(List.of("PATH", name))).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(name + " ").hasMessageContaining(told).hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theEnvironmentAsAConfigSourceHasTheNamesAsTheyAreWritten() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withSources(new EnvConfigSource(Map.of("VOICEFORGE_PROVIDERS_KOKORO_BASE_URL", "http://kokoro/v1",
                        "VOICEFORGE_PROVIDERS_KOKORO_FIRST_BYTE", "30s"), 300))
                .withMapping(ProvidersConfig.class).build();

        assertThat(config.getConfigMapping(ProvidersConfig.class).providers().get("kokoro").firstByte()).contains("30s");
        assertThatCode(
                () -> config.getConfigSources().forEach(source -> ProviderVariables.check(source.getPropertyNames())))
                .doesNotThrowAnyException();
    }
}
