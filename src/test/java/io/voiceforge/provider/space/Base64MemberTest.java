package io.voiceforge.provider.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ProviderFailure;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class Base64MemberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String MEMBER = "audio_base64";

    @Property
    void decodesTheMemberWhereverItIsAndHoweverItArrives(@ForAll @Size(max = 300) byte[] bytes,
            @ForAll("membersBefore") List<String> before, @ForAll("membersAfter") List<String> after,
            @ForAll("spaces") String space, @ForAll boolean slashesEscaped, @ForAll("cuts") List<Integer> cuts) {
        // Given
        byte[] json = object(before, base64(bytes, slashesEscaped), after, space);

        // When
        List<Buffer> decoded = decode(cut(json, cuts));

        // Then
        assertThat(join(decoded)).isEqualTo(bytes);
        assertThat(decoded).noneMatch(chunk -> chunk.length() == 0);
    }

    @Property
    void failsWhenTheTextEndsInsideTheString(@ForAll @Size(min = 1, max = 60) byte[] bytes,
            @ForAll("membersBefore") List<String> before, @ForAll("cuts") List<Integer> cuts, @ForAll Random random) {
        // Given a whole answer up to somewhere in the string
        int start = bytes(object(before, "")).length - "\"}".length();
        String base64 = base64(bytes, false);
        byte[] truncated = Arrays.copyOf(bytes(object(before, base64)), start + random.nextInt(base64.length() + 1));

        // When
        AssertSubscriber<Buffer> reader = read(cut(truncated, cuts));

        // Then
        reader.awaitFailure(PATIENCE).assertFailedWith(ProviderFailure.Unavailable.class);
        byte[] received = join(reader.getItems());
        assertThat(received).isEqualTo(Arrays.copyOf(bytes, received.length));
    }

    @Property
    void saysNothingWhenTheTextEndsBeforeTheString(@ForAll("membersBefore") List<String> before,
            @ForAll("cuts") List<Integer> cuts, @ForAll Random random) {
        // Given
        byte[] whole = bytes(object(before, ""));
        byte[] truncated = Arrays.copyOf(whole, random.nextInt(whole.length - 2));

        // Then
        assertThat(decode(cut(truncated, cuts))).isEmpty();
    }

    @Property
    void saysNothingWithoutTheMember(@ForAll("membersBefore") List<String> members, @ForAll("cuts") List<Integer> cuts) {
        assertThat(decode(cut(bytes("{" + String.join(",", members) + "}"), cuts))).isEmpty();
    }

    @Property
    void failsInOneWayOnlyWhateverItIsGiven(@ForAll("tokens") List<String> tokens, @ForAll("cuts") List<Integer> cuts) {
        // When
        Throwable failure = catchThrowable(() -> decode(cut(bytes(String.join("", tokens)), cuts)));

        // Then
        if (failure != null) {
            assertThat(failure).isInstanceOf(ProviderFailure.Unavailable.class);
        }
    }

    @Property
    void failsInOneWayOnlyOnBytesThatAreNoText(@ForAll @Size(max = 100) byte[] bytes) {
        // Given
        Buffer json = Buffer.buffer("{\"audio_base64\":\"").appendBytes(bytes).appendString("\"}");

        // When
        Throwable failure = catchThrowable(() -> decode(List.of(json)));

        // Then
        if (failure != null) {
            assertThat(failure).isInstanceOf(ProviderFailure.Unavailable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", " ", "{}", "[]", "null", "17", "\"audio_base64\"", "not json at all",
            "[\"audio_base64\",\"QUJD\"]",
            "[{\"audio_base64\":\"QUJD\"}]",
            "{\"audio_base64\":17}", "{\"audio_base64\":null}", "{\"audio_base64\":true}",
            "{\"audio_base64\":{\"audio_base64\":\"QUJD\"}}", "{\"audio_base64\":[\"QUJD\"]}",
            "{\"audio_base64\":\"\"}",
            "{\"data\":{\"audio_base64\":\"QUJD\"}}",
            "{\"x\":\"audio_base64\",\"y\":\"QUJD\"}",
            "{\"audio_base64_url\":\"QUJD\"}", "{\"audio_base6\":\"QUJD\"}", "{\"AUDIO_BASE64\":\"QUJD\"}",
            "{\"x\":\"\\\",\\\"audio_base64\\\":\\\"QUJD\"}",
            "{\"audio_base64\":null,\"y\":\"QUJD\"}" })
    void saysNothingWhenThereIsNoSuchString(String json) {
        assertThat(decode(List.of(buffer(json)))).isEmpty();
        assertThat(decode(bytewise(json))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Q", "QU", "QUJ", "QUJDR", "QUJ*", "QU JD", "=QUJ", "QQ=A", "QQ==QUJD", "====", "QUJD====",
            "QUJD=",
            "Q-J_", "data:audio/wav;base64,QUJD", "QUJD\\\"", "\\u0051UJD", "QUJDé", "QUJD\nQUJD", "\\b\\f\\b\\f", "QUJD\\",
            "QUJD\\tQUJD" })
    void failsWhenTheStringIsNotBase64(String value) {
        String json = "{\"audio_base64\":\"" + value + "\"}";
        assertThatThrownBy(() -> decode(List.of(buffer(json)))).isInstanceOf(ProviderFailure.Unavailable.class)
                .hasMessageStartingWith("space: ");
        assertThatThrownBy(() -> decode(bytewise(json))).isInstanceOf(ProviderFailure.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "QUJDREVG\\n", "QUJD\\nREVG", "QU\\r\\nJDRE\\r\\nVG" })
    void readsOverTheLineBreaksOfEncodersForMail(String value) {
        // Python's base64.encodebytes breaks after 76 characters, and JSON writes that as an escape
        String json = "{\"audio_base64\":\"" + value + "\"}";
        assertThat(decode(List.of(buffer(json))).toString()).isEqualTo("[ABCDEF]");
        assertThat(join(decode(bytewise(json)))).asString(StandardCharsets.US_ASCII).isEqualTo("ABCDEF");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"audio_base64\":\"QUJD\",\"audio_base64\":\"REVG\"}",
            "{\"audio_base64\":null,\"audio_base64\":\"QUJD\"}",
            "{\"data\":{\"audio_base64\":\"REVG\"},\"audio_base64\":\"QUJD\"}",
            "{\"x\":\"\\\\\",\"audio_base64\":\"QUJD\"}",
            "{\"x\":\"audio_base64\",\"audio_base64\":\"QUJD\"}",
            "\uFEFF{\"audio_base64\":\"QUJD\"}",
            "{\"audio_base64\" \n:\t\"QUJD\"",
            "{\"audio_base64\":\"QUJD\",\"cut\":{\"o" })
    void takesTheFirstSuchString(String json) {
        assertThat(join(decode(List.of(buffer(json))))).asString(StandardCharsets.US_ASCII).isEqualTo("ABC");
        assertThat(join(decode(bytewise(json)))).asString(StandardCharsets.US_ASCII).isEqualTo("ABC");
    }

    @Test
    void passesAFailureOfTheSourceOn() {
        // Given
        Exception broken = new Exception("connection reset");
        Multi<Buffer> source = Multi.createBy().concatenating().streams(
                Multi.createFrom().item(buffer("{\"audio_base64\":\"QUJD")), Multi.createFrom().failure(broken));

        // When
        AssertSubscriber<Buffer> reader = Base64Member.decode(MEMBER, source).subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));

        // Then
        assertThat(reader.awaitFailure(PATIENCE).getFailure()).isSameAs(broken);
        assertThat(join(reader.getItems())).asString(StandardCharsets.US_ASCII).isEqualTo("ABC");
    }

    @Test
    void cancelsTheSourceWhenTheStringIsNotBase64() {
        // Given
        AssertSubscriber<Buffer> reader = AssertSubscriber.create(Long.MAX_VALUE);
        List<String> events = new ArrayList<>();
        Multi<Buffer> source = Multi.createBy().concatenating()
                .streams(Multi.createFrom().item(buffer("{\"audio_base64\":\"****")), Multi.createFrom().<Buffer> nothing())
                .onCancellation().invoke(() -> events.add("cancelled"));

        // When
        Base64Member.decode(MEMBER, source).subscribe().withSubscriber(reader);

        // Then
        reader.assertFailedWith(ProviderFailure.Unavailable.class);
        assertThat(events).containsExactly("cancelled");
    }

    @Test
    void decodesEachSubscriptionAnew() {
        // Given
        Multi<Buffer> decoded = Base64Member.decode(MEMBER,
                Multi.createFrom().items(buffer("{\"audio_base64\":\"QUJ"), buffer("D\"}")));

        // Then
        for (int i = 0; i < 2; i++) {
            assertThat(join(decoded.collect().asList().await().atMost(PATIENCE))).hasSize(3);
        }
    }

    @Test
    void asksForAChunkWhenItIsAskedForOne() {
        // Given
        List<Integer> given = new ArrayList<>();
        Multi<Buffer> source = Multi.createFrom().range(0, 1000).invoke(given::add)
                .map(i -> buffer(i == 0 ? "{\"audio_base64\":\"QUJD" : "QUJD"));
        AssertSubscriber<Buffer> reader = Base64Member.decode(MEMBER, source).subscribe()
                .withSubscriber(AssertSubscriber.create(0));

        // When
        reader.request(3);

        // Then
        assertThat(reader.getItems()).hasSize(3);
        assertThat(given).hasSizeBetween(3, 4);
    }

    @Test
    void keepsChunksBoundedHoweverLongTheAudioIs() {
        // Given 5 MB in chunks of 8 KB, behind a member of 1 MB
        byte[] bytes = new byte[5_000_000];
        new Random(5).nextBytes(bytes);
        byte[] json = object(List.of("\"log\":\"" + "x".repeat(1_000_000) + "\""), base64(bytes, true), List.of(), " ");
        int chunkBytes = 8192;
        List<Buffer> chunks = new ArrayList<>();
        for (int from = 0; from < json.length; from += chunkBytes) {
            chunks.add(Buffer.buffer(Arrays.copyOfRange(json, from, Math.min(json.length, from + chunkBytes))));
        }

        // When
        List<Buffer> decoded = decode(chunks);

        // Then
        assertThat(join(decoded)).isEqualTo(bytes);
        assertThat(decoded).hasSizeGreaterThan(600).allMatch(chunk -> chunk.length() <= chunkBytes * 3 / 4 + 3);
    }

    @Test
    void needsNoStackForManyChunksWithoutAudio() {
        // Given
        byte[] json = object(List.of("\"log\":\"" + "x".repeat(200_000) + "\""), "QUJD", List.of(), "");

        // Then
        assertThat(join(decode(bytewise(json)))).hasSize(3);
    }

    @Provide
    Arbitrary<List<String>> membersBefore() {
        // one of that name at the top would be the one that is taken
        return members().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> membersAfter() {
        return Arbitraries.oneOf(members(), Arbitraries.of("\"audio_base64\":\"AAAA\"", "\"audio_base64\":null"))
                .list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of("", " ", "\n", "\t", "\r\n  ");
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 2000).list().ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        return Arbitraries.of("{", "}", "[", "]", ":", ",", "\"", "\\", "\"audio_base64\"", "\"audio_base64\":\"", "QUJD", "Q",
                "=", "é", "null", "1e5", " ", "\\/", "\\n", "\\u0041").list().ofMaxSize(30);
    }

    private static Arbitrary<String> members() {
        Arbitrary<String> names = strings().map(name -> name.equals("\"audio_base64\"") ? "\"other\"" : name);
        return Combinators.combine(names, values()).as((name, value) -> name + ":" + value);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.of("0", "-1.5e3", "true", "null", "{}", "[]"),
                Base64MemberTest::strings,
                () -> values().list().ofMaxSize(3).map(values -> values.stream().collect(Collectors.joining(", ", "[", "]"))),
                () -> Combinators.combine(strings(), values()).as(Map::entry).list().ofMaxSize(3)
                        .map(entries -> entries.stream().map(entry -> entry.getKey() + " : " + entry.getValue())
                                .collect(Collectors.joining(",", "{", "}"))));
    }

    /** JSON strings made of what could be mistaken for something else. */
    private static Arbitrary<String> strings() {
        return Arbitraries
                .of("audio_base64", "\\\"audio_base64\\\":\\\"QUJD\\\"", "\\\"", "\\\\", "\\/", "\\u0022", "{", "}", "[",
                        "]", ":", ",", "é", "𝄞", "a", " ")
                .list().ofMaxSize(4).map(parts -> '"' + String.join("", parts) + '"');
    }

    private static byte[] object(List<String> before, String base64, List<String> after, String space) {
        List<String> members = new ArrayList<>(before);
        members.add('"' + MEMBER + '"' + space + ':' + space + '"' + base64 + '"');
        members.addAll(after);
        return bytes(space + "{" + space + String.join(space + "," + space, members) + space + "}" + space);
    }

    private static String object(List<String> before, String base64) {
        return new String(object(before, base64, List.of(), ""), StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes, boolean slashesEscaped) {
        String base64 = Base64.getEncoder().encodeToString(bytes);
        return slashesEscaped ? base64.replace("/", "\\/") : base64;
    }

    private static List<Buffer> cut(byte[] bytes, List<Integer> cuts) {
        TreeSet<Integer> places = new TreeSet<>(cuts);
        places.add(bytes.length);
        List<Buffer> pieces = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            int to = Math.min(place, bytes.length);
            pieces.add(Buffer.buffer(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        return pieces;
    }

    private static List<Buffer> bytewise(String text) {
        return bytewise(bytes(text));
    }

    private static List<Buffer> bytewise(byte[] bytes) {
        List<Buffer> pieces = new ArrayList<>();
        for (byte b : bytes) {
            pieces.add(Buffer.buffer(new byte[] { b }));
        }
        return pieces;
    }

    private static AssertSubscriber<Buffer> read(List<Buffer> json) {
        return Base64Member.decode(MEMBER, Multi.createFrom().iterable(json)).subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static List<Buffer> decode(List<Buffer> json) {
        return Base64Member.decode(MEMBER, Multi.createFrom().iterable(json)).collect().asList().await().atMost(PATIENCE);
    }

    private static byte[] join(List<Buffer> chunks) {
        Buffer all = Buffer.buffer();
        chunks.forEach(all::appendBuffer);
        return all.getBytes();
    }

    private static Buffer buffer(String text) {
        return Buffer.buffer(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
