package io.voiceforge.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.buffer.Buffer;
import io.voiceforge.provider.ProviderId;

/** What is read of a provider's report, in whole answers and in streams. */
class TokenUsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"prompt_tokens_details\":{\"audio_tokens\":1,"
                    + "\"cached_tokens\":8},\"completion_tokens_details\":{\"cached_tokens\":99}}|10|8|5|15",
            "{\"prompt_tokens\":10,\"completion_tokens\":5}|10|-|5|15",
            "{\"total_tokens\":15,\"prompt_tokens\":null,\"completion_tokens\":null}|-|-|-|15",
            "{\"prompt_tokens\":10.0,\"completion_tokens\":{\"n\":[1]},\"prompt_tokens_details\":[{\"cached_tokens\":8}]}"
                    + "|10|-|-|-",
            "{\"prompt_tokens\":-1,\"completion_tokens\":1e99,\"total_tokens\":7}|-|-|-|7",
            "{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":{\"x\":[]},\"more\":{}},\"total_tokens\":7}"
                    + "|1|-|-|7",
    })
    void readsWhatIsThere(String usage, Long input, Long cached, Long output, Long total) {
        Buffer answer = Buffer.buffer("{\"choices\":[],\"usage\":" + usage + ",\"model\":\"m\"}");

        ChatCompletion whole = ChatCompletion.read(ProviderId.OPENAI, answer);
        ChatPart part = ChatPart.read(answer, Buffer.buffer());

        assertThat(whole.usage()).isEqualTo(new TokenUsage(input, cached, output, total)).isEqualTo(part.usage());
        assertThat(whole.tokens()).isEqualTo(total).isEqualTo(part.tokens());
        assertThat(whole.model()).as("what comes behind it").isEqualTo("m").isEqualTo(part.model());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "null", "[1,2]", "{}", "7", "{\"total_tokens\":\"7\"}" })
    void anEmptyReportIsNone(String usage) {
        Buffer answer = Buffer.buffer("{\"choices\":[],\"usage\":" + usage + ",\"model\":\"m\"}");

        assertThat(ChatCompletion.read(ProviderId.OPENAI, answer).usage()).isNull();
        assertThat(ChatPart.read(answer, Buffer.buffer()).usage()).isNull();
        assertThat(ChatPart.read(answer, Buffer.buffer()).model()).isEqualTo("m");
    }
}
