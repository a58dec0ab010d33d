package io.voiceforge.dialect.elevenlabs;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Admin;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.Upload;
import io.voiceforge.testing.WithFakeProviders;

/** ElevenLabs' API but for its speech: voices, the user, transcripts. */
@QuarkusTest
class ElevenLabsApiTest extends WithFakeProviders {

    private static final byte[] WAV = Sound.wav(16_000, 1.5);
    private static final String BY_SPACE = """
            {"text":"by the space","language":"en","confidence":0.9,"duration":1.5,
             "segments":[{"text":"by the space","start":0.1,"end":1.4,"confidence":0.8}]}""";
    private static final String BY_OPENAI = """
            {"task":"transcribe","text":"by openai","language":"english","duration":1.5,
             "segments":[{"id":0,"text":" by openai","start":0.0,"end":1.2,"avg_logprob":-0.1}],
             "words":[{"word":"by","start":0.1,"end":0.4},{"word":"openai","start":1.3,"end":1.5}]}""";

    @TestHTTPResource("/v1/speech-to-text")
    URI speechToText;

    // ---- what is not offered

    /** The routes of the official SDK (version 2.73) that have no counterpart here: one of each resource. */
    @ParameterizedTest
    @CsvSource({ "POST,/v1/sound-generation", "POST,/v1/text-to-dialogue", "POST,/v1/text-to-dialogue/stream/with-timestamps",
            "POST,/v1/speech-to-speech/v", "POST,/v1/speech-to-speech/v/stream", "POST,/v1/audio-isolation",
            "GET,/v1/audio-isolation/history", "GET,/v1/history", "DELETE,/v1/history/h", "GET,/v1/shared-voices",
            "POST,/v1/similar-voices", "GET,/v1/pronunciation-dictionaries",
            "POST,/v1/pronunciation-dictionaries/add-from-file",
            "POST,/v1/dubbing", "GET,/v1/dubbing/d/audio/de", "GET,/v1/dubbing/resource/d",
            "POST,/v1/voice-generation/generate-voice",
            "POST,/v1/text-to-voice/create-previews", "POST,/v1/text-to-voice/design", "GET,/v1/workspace/members",
            "GET,/v1/workspaces/api-keys/disable", "POST,/v1/convai/agents/create", "GET,/v1/convai/conversations",
            "GET,/v1/convai/conversation/get-signed-url", "GET,/v1/studio/projects", "POST,/v1/studio/podcasts",
            "POST,/v1/audio-native", "GET,/v1/usage/character-stats", "POST,/v1/forced-alignment", "POST,/v1/music",
            "POST,/v1/music/plan", "POST,/v1/single-use-token/realtime_scribe", "GET,/v1/service-accounts", "GET,/v1/assets",
            "GET,/v1/audio-effects/catalog", "GET,/v1/flows/image", "GET,/v1/productions/orders", "GET,/v1/speech-engine",
            "POST,/v1/text-to-speech/v/with-timestamps", "POST,/v1/text-to-speech/v/stream/with-timestamps",
            "GET,/v1/speech-to-text/transcripts/t", "POST,/v1/voices/pvc/v/samples", "POST,/v1/voices/add/u/v",
            "GET,/v2/nothing" })
    void routesThatAreNotOfferedSaySoInTheFormOfTheSdks(String method, String path) {
        HttpResponse<String> answer = Speak.send(HttpRequest.newBuilder(root.resolve(path)).header("xi-api-key", Speak.KEY)
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        JsonObject detail = new JsonObject(answer.body()).getJsonObject("detail");
        assertThat(detail.getString("status")).isEqualTo("not_found");
        assertThat(detail.getString("message")).contains("is not offered here");
        assertThat(Speak.header(answer, "request-id")).isNotBlank();
    }

    // ---- voices

    @Test
    void allVoices() {
        JsonArray voices = get("/v1/voices").getJsonArray("voices");

        assertThat(voices).hasSize(81);
        JsonObject sarah = voices.stream().map(JsonObject.class::cast)
                .filter(voice -> voice.getString("voice_id").equals("en-us-sarah-f")).findFirst().orElseThrow();
        assertThat(sarah.fieldNames()).containsExactlyInAnyOrder("voice_id", "name", "category", "labels", "description",
                "preview_url", "settings", "high_quality_base_model_ids");
        assertThat(sarah.getString("category")).isEqualTo("premade");
        JsonObject labels = sarah.getJsonObject("labels");
        assertThat(labels.getString("gender")).isEqualTo("female");
        assertThat(labels.getString("language")).isEqualTo("en");
        assertThat(labels.getString("accent")).isEqualTo("USA");
        assertThat(labels.getString("description")).isNotBlank();
        assertThat(get("/v1/voices/en-us-sarah-f")).isEqualTo(sarah);
    }

    @Test
    void oneVoice() {
        assertThat(get("/v1/voices/hindi-aditi-f").getJsonObject("labels").getString("accent")).isEqualTo("Hindi");
        assertThat(get("/v1/voices/nova").getString("name")).isEqualTo("Nova");
        assertThat(get("/v1/voices/nova/settings")).isEqualTo(get("/v1/voices/settings/default"));
        assertThat(get("/v1/voices/settings/default").getDouble("speed")).isEqualTo(1);
        assertDetail(call("/v1/voices/pNInz6obpgDQGcFmaJgB", Speak.KEY), 404, "voice_not_found");
        assertDetail(call("/v1/voices/nobody/settings", Speak.KEY), 404, "voice_not_found");
    }

    @Test
    void pagesHoldEveryVoiceOnce() {
        List<String> paged = new ArrayList<>();
        String token = "";
        int pages = 0;
        for (boolean more = true; more; pages++) {
            JsonObject page = get("/v2/voices?page_size=40" + token);
            paged.addAll(ids(page));
            assertThat(page.getInteger("total_count")).isEqualTo(81);
            more = page.getBoolean("has_more");
            assertThat(page.getString("next_page_token") != null).isEqualTo(more);
            token = "&next_page_token=" + page.getString("next_page_token");
        }

        assertThat(pages).isEqualTo(3);
        assertThat(paged).isEqualTo(ids(get("/v1/voices")));
        assertThat(ids(get("/v2/voices"))).isEqualTo(paged.subList(0, 10));
        assertThat(ids(get("/v2/voices?page_size=100"))).isEqualTo(paged);
    }

    @Test
    void searching() {
        assertThat(ids(get("/v2/voices?search=sarah"))).containsExactly("en-us-sarah-f");
        assertThat(ids(get("/v2/voices?page_size=100&search=english&gender=male"))).isNotEmpty()
                .allMatch(id -> id.endsWith("-m"));
        assertThat(get("/v2/voices?category=cloned").getInteger("total_count")).isZero();
        assertThat(ids(get("/v2/voices?voice_ids=hindi-aditi-f&voice_ids=en-us-sarah-f")))
                .containsExactlyInAnyOrder("hindi-aditi-f", "en-us-sarah-f");
        assertThat(get("/v2/voices?page_size=100&language=de&language=fr").getJsonArray("voices")).isNotEmpty()
                .allMatch(voice -> List.of("de", "fr")
                        .contains(((JsonObject) voice).getJsonObject("labels").getString("language")));
        List<String> names = get("/v2/voices?page_size=100&sort=name&sort_direction=desc").getJsonArray("voices").stream()
                .map(voice -> ((JsonObject) voice).getString("name")).toList();
        assertThat(names).hasSize(81).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @ParameterizedTest
    @ValueSource(strings = { "page_size=0", "page_size=101", "page_size=x", "next_page_token=x", "next_page_token=-1" })
    void wrongPages(String query) {
        HttpResponse<String> answer = call("/v2/voices?" + query, Speak.KEY);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getJsonArray("detail").getJsonObject(0).getJsonArray("loc"))
                .isEqualTo(new JsonArray().add("query").add(query.replaceAll("=.*", "")));
    }

    @Test
    void voicesNeedTheirScope() {
        String key = key(new JsonObject().put("scopes", new JsonArray().add("speech")));

        assertDetail(call("/v1/voices", key), 403, "scope_denied");
        assertDetail(call("/v2/voices", key), 403, "scope_denied");
        assertDetail(call("/v2/voices", "vf_sk_" + "0".repeat(32)), 401, "invalid_api_key");
        assertDetail(call("/v2/nothing", key), 404, "not_found");
    }

    // ---- the user

    @Test
    void subscriptionIsTheKeysMonth() {
        String limited = key(new JsonObject().put("quota", new JsonObject().put("characters", 1000)));
        String other = key(new JsonObject());
        space.will(bytes("audio/wav", WAV));

        Speak.send(request("/v1/text-to-speech/nova", limited).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Grüße 😀\"}")).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        await().untilAsserted(() -> assertThat(get("/v1/user/subscription", limited).getInteger("character_count"))
                .isEqualTo(7));
        JsonObject subscription = get("/v1/user/subscription", limited);
        assertThat(subscription.getInteger("character_limit")).isEqualTo(1000);
        assertThat(subscription.getString("status")).isEqualTo("active");
        assertThat(subscription.getLong("next_character_count_reset_unix")).isEqualTo(YearMonth.now(ZoneOffset.UTC)
                .plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        assertThat(get("/v1/user", limited).getJsonObject("subscription")).isEqualTo(subscription);
        assertThat(get("/v1/user/subscription", other).getInteger("character_count")).isZero();
        assertThat(get("/v1/user/subscription", other).getInteger("character_limit")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void userIsTheKey() {
        JsonObject made = new Admin(root).create("the name");

        HttpResponse<String> answer = call("/v1/user", made.getString("key"));

        JsonObject user = new JsonObject(answer.body());
        assertThat(user.getString("user_id")).isEqualTo(made.getString("id"));
        assertThat(user.getString("first_name")).isEqualTo("the name");
        assertThat(user.getString("xi_api_key_preview")).isEqualTo(made.getString("hint"));
        assertThat(answer.body()).doesNotContain(made.getString("key"));
    }

    // ---- transcripts

    @Test
    void spaceKnowsNoWords() {
        space.will(json(BY_SPACE));

        JsonObject answer = ok(Upload.of("file", "hello.wav", WAV).field("model_id", "scribe_v1")
                .field("language_code", "deu").field("diarize", "true"));

        assertThat(answer).isEqualTo(new JsonObject().put("language_code", "en").put("language_probability", 1.0)
                .put("text", "by the space").put("words", new JsonArray()).put("audio_duration_secs", 1.5));
        assertThat(space.seen().get(0).body().getString("language")).isEqualTo("de");
    }

    @Test
    void openAiKnowsWords() {
        space.will(status(500));
        openAi.will(json(BY_OPENAI));

        JsonObject answer = ok(Upload.of("file", "hello.wav", WAV).field("model_id", "scribe_v1"));

        assertThat(answer.getString("language_code")).isEqualTo("en");
        assertThat(answer.getDouble("language_probability")).isEqualTo(Math.exp(-0.1), offset(1e-9));
        assertThat(answer.getString("text")).isEqualTo("by openai");
        JsonObject by = answer.getJsonArray("words").getJsonObject(0);
        assertThat(by.getDouble("logprob")).isEqualTo(-0.1, offset(1e-9));
        by.remove("logprob");
        assertThat(by).isEqualTo(new JsonObject().put("text", "by").put("start", 0.1).put("end", 0.4).put("type", "word"));
        // in no segment
        assertThat(answer.getJsonArray("words").getJsonObject(1)).isEqualTo(new JsonObject().put("text", "openai")
                .put("start", 1.3).put("end", 1.5).put("type", "word").put("logprob", 0.0));
        assertThat(openAi.seen().get(0).bytes().toString("ISO-8859-1")).contains("whisper-1", "verbose_json",
                "name=\"timestamp_granularities[]\"\r\n\r\nword\r\n", "name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n");
    }

    @Test
    void callersModelAndNoWords() {
        space.will(status(500));
        openAi.will(json(BY_OPENAI));

        ok(Upload.of("file", "hello.wav", WAV).field("model_id", "whisper-large").field("timestamps_granularity", "none"));

        assertThat(openAi.seen().get(0).bytes().toString("ISO-8859-1")).contains("whisper-large")
                .doesNotContain("timestamp_granularities");
    }

    @ParameterizedTest
    @CsvSource({ "model_id,''", "language_code,in English", "timestamps_granularity,second" })
    void wrongFields(String name, String value) {
        Upload upload = Upload.of("file", "hello.wav", WAV).field(name, value);

        assertProblem(name.equals("model_id") ? upload : upload.field("model_id", "scribe_v1"), name);
    }

    @Test
    void missingFields() {
        assertProblem(Upload.of("file", "hello.wav", WAV), "model_id");
        assertProblem(Upload.of("audio", "hello.wav", WAV).field("model_id", "scribe_v1"), "file");
    }

    @Test
    void nobodyListens() {
        space.will(status(500));
        openAi.will(status(500));

        HttpResponse<String> answer = Upload.of("file", "hello.wav", WAV).field("model_id", "scribe_v1").post(speechToText);

        assertDetail(answer, 502, "provider_failed");
        assertThat(answer.body()).doesNotContain("upstream");
    }

    private JsonObject ok(Upload upload) {
        HttpResponse<String> answer = upload.post(speechToText);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private void assertProblem(Upload upload, String field) {
        HttpResponse<String> answer = upload.post(speechToText);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getJsonArray("detail").getJsonObject(0).getJsonArray("loc"))
                .isEqualTo(new JsonArray().add("body").add(field));
        assertThat(space.seen()).isEmpty();
    }

    private static void assertDetail(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getJsonObject("detail").getString("status")).isEqualTo(name);
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("voices").stream().map(voice -> ((JsonObject) voice).getString("voice_id")).toList();
    }

    private String key(JsonObject settings) {
        return new Admin(root).create(settings.put("name", "eleven")).getString("key");
    }

    private JsonObject get(String path) {
        return get(path, Speak.KEY);
    }

    private JsonObject get(String path, String key) {
        HttpResponse<String> answer = call(path, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> call(String path, String key) {
        return Speak.send(request(path, key).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(root.resolve(path)).header("xi-api-key", key);
    }
}
