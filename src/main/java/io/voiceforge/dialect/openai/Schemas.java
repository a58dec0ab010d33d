package io.voiceforge.dialect.openai;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Bodies that are passed on, or read and written member by member, for the document at {@code /q/openapi} only. */
final class Schemas {

    static final String CHAT_EVENTS = """
            data: {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1763972000,"model":"gpt-4o-mini",\
            "choices":[{"index":0,"delta":{"content":"Good morning."},"finish_reason":null}]}

            data: [DONE]

            """;
    static final String SPEECH_EVENTS = """
            data: {"type":"speech.audio.delta","audio":"UklGRg=="}

            data: {"type":"speech.audio.done","usage":{"characters":5,"input_tokens":2,"output_tokens":0,"total_tokens":2,"estimated":true}}

            """;
    static final String TRANSCRIPT_EVENTS = """
            data: {"type":"transcript.text.delta","delta":"Hello."}

            data: {"type":"transcript.text.done","text":"Hello."}

            """;

    private Schemas() {
    }

    @Schema(name = "OpenAiError", requiredProperties = "error")
    record Error(OpenAiErrorDetail error) {
    }

    @Schema(name = "OpenAiErrorDetail", requiredProperties = { "message", "type", "param", "code" })
    record OpenAiErrorDetail(String message, String type, @Schema(nullable = true) String param, String code) {
    }

    @Schema(name = "OpenAiChatCompletionRequest", requiredProperties = "messages", additionalProperties = Schema.True.class, description = "The gateway reads these members. All others, such as tools, reach the provider as they are.", examples = """
            {"messages":[{"role":"user","content":"Good morning!"}]}""")
    record ChatCompletionRequest(@Schema(minItems = 1) List<OpenAiMessage> messages,
            @Schema(nullable = true, minLength = 1, maxLength = ChatRequestBody.MAX_MODEL_CHARACTERS, description = "space/…, openai/… and hf/… pin the provider") String model,
            @Schema(nullable = true, description = "Answer with events") Boolean stream,
            @JsonProperty("max_tokens") @Schema(nullable = true) Long maxTokens,
            @JsonProperty("max_completion_tokens") @Schema(nullable = true) Long maxCompletionTokens) {
    }

    @Schema(name = "OpenAiMessage", requiredProperties = "role", additionalProperties = Schema.True.class)
    record OpenAiMessage(@Schema(examples = "user") String role,
            @Schema(implementation = Object.class, description = "A text, or an array of parts") Object content) {
    }

    @Schema(name = "OpenAiChatCompletion", additionalProperties = Schema.True.class)
    record ChatCompletion(String id, String object, long created, String model, List<OpenAiChoice> choices,
            @Schema(nullable = true) OpenAiUsage usage) {
    }

    @Schema(name = "OpenAiChoice", additionalProperties = Schema.True.class)
    record OpenAiChoice(int index, Map<String, Object> message,
            @JsonProperty("finish_reason") @Schema(nullable = true) String finishReason) {
    }

    @Schema(name = "OpenAiUsage", additionalProperties = Schema.True.class)
    record OpenAiUsage(@JsonProperty("prompt_tokens") @Schema(nullable = true) Long promptTokens,
            @JsonProperty("completion_tokens") @Schema(nullable = true) Long completionTokens,
            @JsonProperty("total_tokens") @Schema(nullable = true) Long totalTokens) {
    }

    @Schema(name = "OpenAiTranscriptionForm", requiredProperties = { "file",
            "model" }, description = "Other fields reach OpenAI as they are.")
    record TranscriptionForm(@Schema(type = SchemaType.STRING, format = "binary", description = "At most 25 MiB") String file,
            @Schema(minLength = 1, maxLength = 200, description = "space/… and openai/… pin the provider", examples = "whisper-1") String model,
            @JsonProperty("response_format") @Schema(defaultValue = "json", examples = "json") String responseFormat,
            @Schema(description = "An ISO-639 code", examples = "en") String language,
            @Schema(description = "Answer with events, in json and text") Boolean stream,
            @Schema(minimum = "0", maximum = "1") Double temperature,
            @JsonProperty("timestamp_granularities[]") List<String> granularities) {
    }

    @Schema(name = "OpenAiTranscription", requiredProperties = "text", additionalProperties = Schema.True.class)
    record Transcription(String text) {
    }
}
