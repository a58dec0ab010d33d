package io.voiceforge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RawObjectTest {

    private static final String EMOJI = "\uD83D\uDE00";

    @Property(tries = 300)
    void changesTheGivenMembersAndNoByteOfTheOthers(@ForAll("objects") Map<String, String> members,
            @ForAll("space") String space, @ForAll boolean mark) throws JsonProcessingException {
        // Given an object with any spaces, perhaps behind a byte order mark
        List<String> written = new ArrayList<>();
        members.forEach((name, value) -> written.add(space + '"' + name + '"' + space + ':' + space + value + space));
        Buffer bytes = Buffer.buffer((mark ? "\uFEFF" : "") + space + '{' + String.join(",", written) + space + '}' + space);

        // When
        RawObject object = RawObject.read(bytes, (name, value) -> value.skipChildren());
        String changed = object.with(new JsonObject().put("model", "new \"" + EMOJI).put("b", 1)).toString();

        // Then
        JsonObject expected = new JsonObject('{' + String.join(",", written) + '}').put("model", "new \"" + EMOJI).put("b", 1);
        assertThat(new JsonObject(changed)).isEqualTo(expected);
        members.forEach((name, value) -> {
            if (!name.equals("model") && !name.equals("b")) {
                assertThat(changed).contains('"' + name + '"' + space + ':' + space + value);
            }
        });
        assertThat(object.with(new JsonObject())).isSameAs(bytes);
    }

    @Provide
    Arbitrary<Map<String, String>> objects() {
        Arbitrary<String> values = Arbitraries.of("null", "true", "0", "-1.50e+3", "123456789012345678901234567890", "\"\"",
                "\"a\\\"}{,\\u00e9\"", "\"" + EMOJI + "\\ud83d\\ude00\"", "[]", "[1 , {\"model\":\"x\"}]", "{\"b\":{\"c\":[]}}",
                "{ }");
        return Arbitraries.maps(Arbitraries.of("model", "b", "messages", "caf\u00e9", "", "a b", "\\u006dodel2"), values)
                .ofMaxSize(7).map(LinkedHashMap::new);
    }

    @Provide
    Arbitrary<String> space() {
        return Arbitraries.strings().withChars(' ', '\n', '\t', '\r').ofMaxLength(3);
    }

    @Test
    void givesEachMemberToItsReader() throws JsonProcessingException {
        List<String> read = new ArrayList<>();

        RawObject.read(Buffer.buffer("{\"a\":\"x\",\"b\":[1,2],\"c\":{\"d\":3}}"), (name, value) -> {
            read.add(name + value.currentToken());
            value.skipChildren();
        });

        assertThat(read).containsExactly("aVALUE_STRING", "bSTART_ARRAY", "cSTART_OBJECT");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{", "{}{}", "{} x", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\" 1}",
            "{\"a\":1,}", "{'a':1}",
            "{\"a\":NaN}", "{\"a\":01}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":tru}", "{\"\\ud83d\":1}" })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8))).isInstanceOf(JsonProcessingException.class)
                .isNotInstanceOfAny(RawObject.NotAnObjectException.class, RawObject.LoneSurrogateException.class);
    }

    @Test
    void refusesBytesThatAreNoText() {
        for (int[] bad : new int[][] { { 0xFF }, { 0xC3, 0x28 }, { 0xE2, 0x82 }, { 0xF0, 0x9F, 0x98 } }) {
            Buffer bytes = Buffer.buffer("{\"a\":\"");
            for (int b : bad) {
                bytes.appendByte((byte) b);
            }
            bytes.appendString("\"}");
            assertThatThrownBy(() -> read(bytes.getBytes())).isInstanceOf(JsonProcessingException.class);
        }
        assertThatThrownBy(() -> read("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "[]", "[{\"a\":1}]", "null", "1", "\"{}\"", "true" })
    void refusesOtherKindsOfJson(String text) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RawObject.NotAnObjectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":\"\\ud800\"}", "{\"a\":[{\"b\":\"x\\uDC00\"}]}",
            "{\"a\":\"\\ude00\\ud83d\"}",
            "{\"a\":\"\\ud83d\\ud83d\\ude00\"}" })
    void refusesLoneSurrogates(String text) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RawObject.LoneSurrogateException.class);
    }

    @Test
    void refusesTheBytesOfALoneSurrogate() {
        byte[] bytes = "{\"a\":\"***\"}".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) 0xED;
        bytes[7] = (byte) 0xA0;
        bytes[8] = (byte) 0x80;

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\\\ud800\"}", "{\"a\":\"\uD7FF\uE000\"}",
            "{\"a\":1e99999999999}" })
    void takesWhatOnlyLooksWrong(String text) throws JsonProcessingException {
        assertThat(read(text.getBytes(StandardCharsets.UTF_8)).bytes().toString()).isEqualTo(text);
    }

    @Test
    void takesTextsOfAnyLength() throws JsonProcessingException {
        String text = "{\"a\":\"" + "x".repeat(21 << 20) + "\"}";

        assertThat(read(text.getBytes(StandardCharsets.UTF_8)).bytes().length()).isEqualTo(text.length());
    }

    private static RawObject read(byte[] bytes) throws JsonProcessingException {
        return RawObject.read(Buffer.buffer(bytes), RawObjectTest::skip);
    }

    private static void skip(String name, JsonParser value) throws java.io.IOException {
        value.skipChildren();
    }
}
