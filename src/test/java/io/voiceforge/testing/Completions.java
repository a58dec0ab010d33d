package io.voiceforge.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Conversation as OpenAI's API has it, from both sides. */
public final class Completions {

    private Completions() {
    }

    // ---- what callers ask

    public static JsonObject ask(String text) {
        return new JsonObject().put("model", "gpt-4o-mini")
                .put("messages", new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    public static JsonObject askStreamed(String text) {
        return ask(text).put("stream", true);
    }

    /** The data of each event, and the text of each comment with its colon. */
    public static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        for (String event : body.split("\n\n")) {
            if (!event.isEmpty()) {
                events.add(event.startsWith("data: ") ? event.substring(6) : event);
            }
        }
        return events;
    }

    /** The text of all chunks together. */
    public static String text(String body) {
        StringBuilder text = new StringBuilder();
        for (String event : events(body)) {
            if (event.startsWith("{")) {
                JsonArray choices = new JsonObject(event).getJsonArray("choices", new JsonArray());
                text.append(choices.isEmpty() ? "" : choices.getJsonObject(0).getJsonObject("delta").getString("content", ""));
            }
        }
        return text.toString();
    }

    // ---- what providers answer

    /** A whole answer that took 15 tokens. */
    public static Consumer<HttpServerRequest> completion(String text) {
        return FakeProvider.json(new JsonObject().put("id", "chatcmpl-1").put("object", "chat.completion")
                .put("created", 1_700_000_000).put("model", "gpt-4o-mini-2024-07-18")
                .put("choices", new JsonArray().add(new JsonObject().put("index", 0)
                        .put("message", new JsonObject().put("role", "assistant").put("content", text))
                        .put("finish_reason", "stop")))
                .put("usage", new JsonObject().put("prompt_tokens", 10).put("completion_tokens", 5).put("total_tokens", 15))
                .encode());
    }

    public static String chunk(String text) {
        return new JsonObject().put("id", "chatcmpl-1").put("object", "chat.completion.chunk").put("created", 1_700_000_000)
                .put("model", "gpt-4o-mini-2024-07-18")
                .put("choices", new JsonArray().add(new JsonObject().put("index", 0)
                        .put("delta", new JsonObject().put("content", text)).putNull("finish_reason")))
                .encode();
    }

    public static String usageChunk(int tokens) {
        return new JsonObject().put("id", "chatcmpl-1").put("object", "chat.completion.chunk").put("created", 1_700_000_000)
                .put("model", "gpt-4o-mini-2024-07-18").put("choices", new JsonArray())
                .put("usage", new JsonObject().put("prompt_tokens", tokens - 1).put("completion_tokens", 1)
                        .put("total_tokens", tokens))
                .encode();
    }

    /** The answer to a plain question, or to one for a stream, in one chunk and with 15 tokens. */
    public static Consumer<HttpServerRequest> either(FakeProvider provider, String text) {
        return request -> {
            boolean streamed = provider.seen().get(provider.seen().size() - 1).body().getBoolean("stream", false);
            (streamed ? stream(chunk(text), usageChunk(15), "[DONE]") : completion(text)).accept(request);
        };
    }

    /** Events with that data, all at once. */
    public static Consumer<HttpServerRequest> stream(String... data) {
        return request -> {
            HttpServerResponse response = head(request);
            Stream.of(data).forEach(event -> response.write("data: " + event + "\n\n"));
            response.end();
        };
    }

    /** Begins a stream; its events are to be written by the test. */
    public static HttpServerResponse head(HttpServerRequest request) {
        return request.response().putHeader("Content-Type", "text/event-stream; charset=utf-8").setChunked(true);
    }

    /** As the Space answers. */
    public static Consumer<HttpServerRequest> spaceAnswer(String text) {
        return FakeProvider.json(new JsonObject().put("response", text).put("session_id", "s").put("mode", "custom")
                .put("processing_time", 0.5).put("context_size", 1).put("tokens", 7).encode());
    }
}
