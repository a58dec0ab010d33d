package io.voiceforge;

import static io.voiceforge.testing.Completions.chunk;
import static io.voiceforge.testing.Completions.completion;
import static io.voiceforge.testing.Completions.stream;
import static io.voiceforge.testing.Completions.usageChunk;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateResponse;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.testing.Completions;
import io.voiceforge.testing.FakeProvider;
import io.voiceforge.testing.GatewayProcess;
import io.voiceforge.testing.Sound;
import io.voiceforge.testing.Speak;

/** Conversation, transcription and models of the packaged program as OpenAI's own Java SDK sees them. */
class OfficialSdkChatIT {

    private static FakeProvider openAi;
    private static GatewayProcess gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        openAi = new FakeProvider().start();
        openAi.healthWill(json(new JsonObject().put("object", "list").put("data", new JsonArray().add(new JsonObject()
                .put("id", "gpt-4o-mini").put("object", "model").put("created", 7).put("owned_by", "system"))).encode()));
        gateway = GatewayProcess.start(Map.of("AI_INTEGRATIONS_OPENAI_BASE_URL", openAi.url() + "/v1",
                "VOICEFORGE_DEFAULT_API_KEY", Speak.KEY, "HUGGINGFACE_TOKEN", "hf-token", "VOICEFORGE_HF_CHAT_MODEL",
                "meta-llama/Llama-3.1-8B-Instruct",
                "VOICEFORGE_HUGGINGFACE_ROUTER_URL", "http://127.0.0.1:9",
                "VOICEFORGE_BREAKER_MINIMUM_CALLS", "20"));
        client = OpenAIOkHttpClient.builder().baseUrl(gateway.uri("/v1").toString()).apiKey(Speak.KEY).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        openAi.close();
    }

    @BeforeEach
    void forget() {
        openAi.seen().clear();
    }

    @Test
    void plain() {
        openAi.will(completion("Four."));

        ChatCompletion answer = client.chat().completions().create(question().build());

        assertThat(answer.choices().get(0).message().content()).contains("Four.");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(15);
    }

    @Test
    void streamed() {
        openAi.will(stream(chunk("Fo"), chunk("ur."), usageChunk(15), "[DONE]"));

        List<ChatCompletionChunk> chunks = chunks(question().build());

        assertThat(chunks).hasSize(2).allMatch(chunk -> chunk.usage().isEmpty());
        assertThat(chunks.stream().map(chunk -> chunk.choices().get(0).delta().content().orElse(""))
                .collect(Collectors.joining())).isEqualTo("Four.");
    }

    @Test
    void streamedWithUsage() {
        openAi.will(stream(chunk("Four."), usageChunk(15), "[DONE]"));

        List<ChatCompletionChunk> chunks = chunks(question()
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build());

        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(1).usage().orElseThrow().totalTokens()).isEqualTo(15);
    }

    @Test
    void toolCall() {
        openAi.will(json(new JsonObject().put("id", "c").put("object", "chat.completion").put("created", 7)
                .put("model", "gpt-4o-mini").put("choices", new JsonArray().add(new JsonObject().put("index", 0)
                        .put("message", new JsonObject().put("role", "assistant").putNull("content")
                                .put("tool_calls", new JsonArray().add(new JsonObject().put("id", "call_1")
                                        .put("type", "function").put("function", new JsonObject().put("name", "weather")
                                                .put("arguments", "{\"city\":\"Pune\"}")))))
                        .put("finish_reason", "tool_calls")))
                .encode()));

        ChatCompletion answer = client.chat().completions().create(question().addFunctionTool(FunctionDefinition.builder()
                .name("weather").parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object")).build())
                .build()).build());

        ChatCompletionMessageToolCall call = answer.choices().get(0).message().toolCalls().orElseThrow().get(0);
        assertThat(call.asFunction().function().arguments()).isEqualTo("{\"city\":\"Pune\"}");
        assertThat(openAi.seen().get(0).body().getJsonArray("tools").getJsonObject(0).getJsonObject("function")
                .getString("name")).isEqualTo("weather");
    }

    @Test
    void failureOfAllProvidersIsNotTriedAgain() {
        openAi.will(status(500));

        assertThatExceptionOfType(InternalServerException.class)
                .isThrownBy(() -> client.chat().completions().create(question().build()))
                .satisfies(failed -> assertThat(failed.code()).contains("provider_failed"));
        assertThat(openAi.seen()).hasSize(1);
    }

    @Test
    void failureInTheMiddleIsAnError() {
        openAi.will(request -> Completions.head(request).write("data: " + chunk("Fo") + "\n\n")
                .onSuccess(written -> request.connection().close()));

        assertThatExceptionOfType(SseException.class).isThrownBy(() -> chunks(question().build()))
                .satisfies(failed -> assertThat(failed.getMessage()).contains("failed"));
    }

    @Test
    void mistakeIsABadRequest() {
        openAi.will(status(400));

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> client.chat().completions().create(question().build()));
        assertThat(openAi.seen()).hasSize(1);
    }

    @Test
    void models() {
        assertThat(client.models().list().items()).extracting(Model::id)
                .containsExactly("gpt-4o-mini", "hf/meta-llama/Llama-3.1-8B-Instruct");
        assertThat(client.models().retrieve("gpt-4o-mini").ownedBy()).isEqualTo("system");
        assertThat(client.models().retrieve("hf/meta-llama/Llama-3.1-8B-Instruct").ownedBy()).isEqualTo("huggingface");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.models().retrieve("gpt-99"));
    }

    @Test
    void transcription() {
        openAi.will(json("{\"text\":\"Good morning.\",\"usage\":{\"type\":\"duration\",\"seconds\":2}}"));

        TranscriptionCreateResponse answer = client.audio().transcriptions().create(TranscriptionCreateParams.builder()
                .file(file())
                .model("whisper-1").language("en").build());

        assertThat(answer.asTranscription().text()).isEqualTo("Good morning.");
        assertThat(openAi.seen().get(0).path()).isEqualTo("/v1/audio/transcriptions");
        assertThat(openAi.seen().get(0).bytes().toString()).contains("filename=\"hello.wav\"", "\r\n\r\nen\r\n");
    }

    @Test
    void transcriptionInEvents() {
        openAi.will(stream("{\"type\":\"transcript.text.delta\",\"delta\":\"Good \"}",
                "{\"type\":\"transcript.text.delta\",\"delta\":\"morning.\"}",
                "{\"type\":\"transcript.text.done\",\"text\":\"Good morning.\"}"));

        try (StreamResponse<TranscriptionStreamEvent> events = client.audio().transcriptions().createStreaming(
                TranscriptionCreateParams.builder().file(file()).model("gpt-4o-transcribe").build())) {
            assertThat(events.stream().filter(TranscriptionStreamEvent::isTranscriptTextDelta)
                    .map(event -> event.asTranscriptTextDelta().delta()).collect(Collectors.joining()))
                    .isEqualTo("Good morning.");
        }
    }

    private static MultipartField<InputStream> file() {
        return MultipartField.<InputStream> builder().value(new ByteArrayInputStream(Sound.wav(16_000, 2)))
                .filename("hello.wav").contentType("audio/wav").build();
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model("gpt-4o-mini").addUserMessage("Two and two?");
    }

    private static List<ChatCompletionChunk> chunks(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> answer = client.chat().completions().createStreaming(params)) {
            return answer.stream().toList();
        }
    }
}
