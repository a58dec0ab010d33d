package io.voiceforge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

class LenientJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"a\":{\"b\":\"}\"}}",
            "```json\n{\"a\":{\"b\":\"}\"}}\n```",
            "Here it is: {\"a\":{\"b\":\"}\"}} I hope it helps {you}.",
            "In {braces} and \"quotes: {\"a\":{\"b\":\"}\"}}",
            "First { is open, then {\"a\":{\"b\":\"}\"}}",
            "{\"x\":1} is short, {\"a\":{\"b\":\"}\"}} is long",
            "{\"a\":{\"b\":\"}\",},}",
            "\ufeff[{\"a\":{\"b\":\"}\"}}]" })
    void findsTheObject(String text) {
        assertThat(LenientJson.object(text).orElseThrow().path("a").path("b").asText()).isEqualTo("}");
    }

    @Test
    void bracesAndQuotesWithinTextsDoNotCount() {
        assertThat(LenientJson.object("x {\"a\":\"\\\"{\\\\\",\"b\":\"line\nbreak\"} y").orElseThrow().path("a").asText())
                .isEqualTo("\"{\\");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "No.", "{", "}{", "{\"a\":", "[1,2]", "{a}", "{\"a\":NaN}" })
    void findsNone(String text) {
        assertThat(LenientJson.object(text)).isEmpty();
    }

    static Stream<String> hostile() {
        int size = 1 << 20;
        return Stream.of("{".repeat(size), "{\"a\":".repeat(size / 5), "{}".repeat(size / 2), "{\"".repeat(size / 2),
                "{\"a\":" + "[".repeat(size) + "]".repeat(size) + "}", "{\"a\":" + "9".repeat(size) + "}");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void takesLittleTimeForWhatIsMeantToTakeLong(String text) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> LenientJson.object(text));
    }

    @Test
    void isNotMovedByDepth() {
        assertThat(LenientJson.object("{\"a\":".repeat(60) + "1" + "}".repeat(60))).isPresent();
        // the inner ones are within the bound, but not what was meant
        assertThat(LenientJson.object("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")).isEmpty();
    }

    @Test
    void programsMayWriteMembersTwiceAndNumbersThatAreNone() {
        JsonObject members = LenientJson.members(Buffer.buffer("{\"a\":1,\"a\":2,\"b\":NaN,\"c\":{\"d\":[-Infinity]}}"));

        assertThat(members.getValue("a")).isEqualTo(2);
        assertThat(LenientNumber.of(members.getValue("b"))).isNull();
        assertThat(members.getJsonObject("c").getJsonArray("d")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[]", "1", "{", "{}{}", "{\"a\":}" })
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> LenientJson.members(Buffer.buffer(text))).isInstanceOf(DecodeException.class);
    }
}
