package io.voiceforge.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

class PriceTableTest {

    private static final ProviderId PROXY = new ProviderId("proxy");
    private static final ProviderId KOKORO = new ProviderId("kokoro");

    private final PriceTable table = new PriceTable(list("""
            {"currency":"USD","prices":{
              "openai":{"gpt-4o":{"request":1},"*":{"request":2}},
              "kokoro":{"*":{"request":0}},
              "proxy.example":{"tts-1":{"millionCharacters":3.5}}}}"""), PriceTable.builtIn(),
            List.of(provider(ProviderId.OPENAI, "https://api.openai.com/v1"), provider(PROXY, "https://proxy.example/v1"),
                    provider(KOKORO, "http://kokoro:8880/v1"), provider(ProviderId.LOCAL, null),
                    provider(new ProviderId("second"), "https://api.openai.com/v1")));

    @Test
    void theOperatorsPricesComeFirstAndNamesBeforeTheRest() {
        assertThat(table.of(ProviderId.OPENAI, "gpt-4o")).contains(request(1_000_000));
        assertThat(table.of(ProviderId.OPENAI, "gpt-4o-mini"))
                .contains(new Price(150_000L, 75_000L, 600_000L, null, null, null));
        assertThat(table.of(ProviderId.OPENAI, "unheard-of")).contains(request(2_000_000));
        assertThat(table.of(ProviderId.OPENAI, null)).contains(request(2_000_000));
        assertThat(table.of(KOKORO, "any")).contains(request(0));
    }

    @Test
    void aHostStandsForTheProvidersOnIt() {
        assertThat(table.of(PROXY, "tts-1")).contains(new Price(null, null, null, 3_500_000L, null, null));
        assertThat(table.of(PROXY, "gpt-4o")).as("OpenAI's price is OpenAI's").isEmpty();
    }

    @Test
    void whatIsNotListedHasNoPrice() {
        assertThat(table.of(ProviderId.LOCAL, null)).isEmpty();
        assertThat(table.of(new ProviderId("stranger"), "gpt-4o")).isEmpty();
    }

    @Test
    void theBuiltInListSaysOfWhenAndFromWhereItIs() throws Exception {
        JsonObject file = Buffer.buffer(PriceTable.class.getResourceAsStream(PriceTable.BUILT_IN).readAllBytes())
                .toJsonObject();

        assertThat(LocalDate.parse(file.getString("date"))).isAfter(LocalDate.of(2025, 1, 1));
        assertThat(file.getString("source")).startsWith("https://");
        assertThat(PriceTable.builtIn().prices()).containsOnlyKeys("api.openai.com");
    }

    /** Figures that OpenAI's own pages say, so that a slip in the file is noticed. */
    @ParameterizedTest
    @CsvSource({ "tts-1,,,,15000000,", "tts-1-hd,,,,30000000,", "whisper-1,,,,,6000", "gpt-transcribe,,,,,4500",
            "gpt-5-nano,50000,5000,400000,,", "gpt-5.4-mini,750000,75000,4500000,,", "gpt-4.1-mini,400000,100000,1600000,,",
            "gpt-4o-mini,150000,75000,600000,,", "o4-mini,1100000,275000,4400000,,", "gpt-3.5-turbo,500000,,1500000,," })
    void theBuiltInPricesAreThePublishedOnes(String model, Long input, Long cached, Long output, Long characters, Long minute) {
        assertThat(table.of(new ProviderId("second"), model))
                .contains(new Price(input, cached, output, characters, minute, null));
    }

    /** The gateway counts neither tokens of audio, nor what is written to a cache, nor prompts that are dearer because they are long. */
    @ParameterizedTest
    @ValueSource(strings = { "gpt-4o-mini-tts", "gpt-4o-transcribe", "gpt-audio", "gpt-5.4", "gpt-5.5", "gpt-5.6-luna" })
    void whatTheGatewayCannotCountHasNoBuiltInPrice(String model) {
        assertThat(table.of(new ProviderId("second"), model)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[]|must be a JSON object.",
            "{\"currency\":\"USD\"|must be JSON, but has a mistake in line 1.",
            "{\"currency\":\"USD\",\"prices\":{}} {}|must be JSON, but has a mistake in line 1.",
            "{\"prices\":{}}|must have the currency \"USD\".",
            "{\"currency\":\"EUR\",\"prices\":{}}|must have the currency \"USD\".",
            "{\"currency\":\"USD\"}|has a mistake: prices must be an object.",
            "{\"currency\":\"USD\",\"prices\":{},\"price\":1}|has a mistake: price is unknown: there are currency, date, prices,"
                    + " source.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":[]}}|has a mistake: prices.openai must be an object.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{}}}}|has a mistake: prices.openai.m must have a price.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":1,\"request\":2}}}}|must be JSON, but has a"
                    + " mistake in line 1.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"millionInputTokens\":1}}}}|has a mistake: prices.openai.m"
                    + " must have both millionInputTokens and millionOutputTokens if it has a price for tokens.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":-1}}}}|has a mistake: prices.openai.m.request must"
                    + " be a number of US dollars from 0 to 1000000, with at most 6 decimals.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":0.0000001}}}}|has a mistake:"
                    + " prices.openai.m.request must be a number of US dollars from 0 to 1000000, with at most 6 decimals.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":1e99999}}}}|has a mistake:"
                    + " prices.openai.m.request must be a number of US dollars from 0 to 1000000, with at most 6 decimals.",
            "{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":\"1\"}}}}|has a mistake: prices.openai.m.request"
                    + " must be a number of US dollars from 0 to 1000000, with at most 6 decimals." })
    void aMistakeIsOneSentence(String json, String sentence) {
        assertThatThrownBy(() -> list(json)).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
    }

    @Test
    void numbersAreTakenAsTheyAreWritten() {
        assertThat(
                list("{\"currency\":\"USD\",\"prices\":{\"openai\":{\"m\":{\"request\":0.1,\"audioMinute\":1.10}}}}").prices()
                        .get("openai").get("m"))
                .isEqualTo(new Price(null, null, null, null, 1_100_000L, 100_000L));
    }

    private static PriceList list(String json) {
        return PriceList.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Price request(long micros) {
        return new Price(null, null, null, null, null, micros);
    }

    private static ProviderSettings provider(ProviderId id, String url) {
        return new ProviderSettings(id, "openai", id.name(), true, url == null ? null : URI.create(url), Optional.empty(),
                Set.of(), Map.of(), true, id.name(), ProviderSettings.ModelList.PLAIN, Optional.empty());
    }
}
