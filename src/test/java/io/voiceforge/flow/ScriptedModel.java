package io.voiceforge.flow;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;

/** An OpenAI whose answers a test has written beforehand. */
final class ScriptedModel {

    private ScriptedModel() {
    }

    /** One answer for each question; then there is none. */
    static Consumer<HttpServerRequest> script(Object... answers) {
        ConcurrentLinkedQueue<Consumer<HttpServerRequest>> queue = new ConcurrentLinkedQueue<>(
                Stream.of(answers).map(ScriptedModel::behaviour).toList());
        return request -> {
            Consumer<HttpServerRequest> next = queue.poll();
            (next != null ? next : FakeProvider.status(500)).accept(request);
        };
    }

    @SuppressWarnings("unchecked")
    private static Consumer<HttpServerRequest> behaviour(Object answer) {
        return answer instanceof String text ? Completions.completion(text) : (Consumer<HttpServerRequest>) answer;
    }

    static String turn(String reply, String next) {
        return new JsonObject().put("reply", reply).put("next", next).putNull("tool").encode();
    }

    static String tool(String reply, String name, String arguments) {
        return new JsonObject().put("reply", reply).putNull("next")
                .put("tool", new JsonObject().put("name", name).put("arguments", arguments)).encode();
    }

    /** The texts of a question's messages. */
    static List<String> texts(FakeProvider.Seen question) {
        return question.body().getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("role") + ": " + ((JsonObject) message).getString("content"))
                .toList();
    }
}
