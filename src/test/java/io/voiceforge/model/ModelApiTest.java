package io.voiceforge.model;

import static io.voiceforge.testing.FakeProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.FakeProviders;
import io.voiceforge.testing.Speak;
import io.voiceforge.testing.WithFakeProviders;

/** What the configured providers offer. */
@QuarkusTest
class ModelApiTest extends WithFakeProviders {

    private static final String ROUTERS = "hf/" + FakeProviders.ROUTER_MODEL;

    @BeforeEach
    void models() {
        space.healthWill(json(new JsonObject().put("status", "ok").put("models",
                new JsonObject().put("styletts2", "loaded").put("chatterbox", "not_loaded")).encode()));
        openAi.healthWill(json(new JsonObject().put("object", "list").put("data", new JsonArray()
                .add(new JsonObject().put("id", "gpt-4o-mini").put("object", "model").put("created", 1_721_172_741)
                        .put("owned_by", "system"))
                .add(new JsonObject().put("id", "bare"))).encode()));
    }

    @Test
    void allOfAllProviders() {
        JsonObject answer = get("/v1/models");

        assertThat(answer.getString("object")).isEqualTo("list");
        assertThat(answer.getJsonArray("data")).isEqualTo(new JsonArray()
                .add(model("space/styletts2", 0, "space"))
                .add(model("space/chatterbox", 0, "space"))
                .add(model("gpt-4o-mini", 1_721_172_741, "system"))
                .add(model("bare", 0, "openai"))
                .add(model(ROUTERS, 0, "huggingface")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "gpt-4o-mini", "space/styletts2", "space%2Fstyletts2", ROUTERS })
    void oneById(String id) {
        assertThat(get("/v1/models/" + id).getString("id")).isEqualTo(id.replace("%2F", "/"));
    }

    @Test
    void unknownModel() {
        HttpResponse<String> answer = call("/v1/models/gpt-99");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("type")).isEqualTo("not_found_error");
    }

    @Test
    void loadStateOfTheSpacesModels() {
        assertThat(get("/api/models")).isEqualTo(new JsonObject().put("available_models", new JsonObject()
                .put("styletts2", "loaded").put("chatterbox", "not_loaded").put("gpt-4o-mini", "available")
                .put("bare", "available").put(ROUTERS, "available")));
    }

    @Test
    void modelsThatSpeakAsElevenLabsListsThem() {
        JsonArray models = new JsonArray(call("/v1/models", "xi-api-key").body());

        assertThat(models).extracting(model -> ((JsonObject) model).getString("model_id"))
                .containsExactly("styletts2", "chatterbox", "gpt-4o-mini-tts", "local");
        assertThat(models).allSatisfy(element -> {
            JsonObject model = (JsonObject) element;
            assertThat(model.getString("name")).isNotBlank();
            assertThat(model.getBoolean("can_do_text_to_speech")).isTrue();
            assertThat(model.getJsonArray("languages")).hasSize(22)
                    .contains(new JsonObject().put("language_id", "pt").put("name", "Portuguese"));
        });
    }

    private static JsonObject model(String id, int created, String owner) {
        return new JsonObject().put("id", id).put("object", "model").put("created", created).put("owned_by", owner);
    }

    private JsonObject get(String path) {
        HttpResponse<String> answer = call(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> call(String path) {
        return call(path, "X-API-Key");
    }

    private HttpResponse<String> call(String path, String keyHeader) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).header(keyHeader, Speak.KEY).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
