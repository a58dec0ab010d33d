package io.voiceforge.provider.elevenlabs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.json.LenientNumber;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.NamedRefusal;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.MultipartForm;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionProvider;
import io.voiceforge.transcription.TranscriptionRequest;

/** Transcription by {@code speech-to-text}, which responds with one JSON object. */
final class ElevenLabsTranscription implements TranscriptionProvider {

    /** The API requires a model. */
    private static final String USUAL_MODEL = "scribe_v1";

    private final ProviderEndpoint endpoint;
    private final String defaultModel;
    private final ProviderHttp http;

    ElevenLabsTranscription(ProviderSettings settings, ProviderEndpoint endpoint, ProviderHttp http) {
        this.endpoint = endpoint;
        this.defaultModel = settings.models().getOrDefault(Operation.TRANSCRIPTION, USUAL_MODEL);
        this.http = http;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public boolean offers(TranscriptionRequest request) {
        boolean isDocumentWithWords = request.words() && request.format() != null;
        return !request.translate() && !isDocumentWithWords && request.format() != TranscriptFormat.DIARIZED_JSON;
    }

    @Override
    public Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt) {
        MultipartForm form = new MultipartForm()
                .field("model_id", Optional.ofNullable(request.model()).orElse(defaultModel));
        if (request.language() != null) {
            form.field("language_code", request.language());
        }
        return http.post(endpoint, "/v1/speech-to-text", form.withFile("file", request.audio()), request.model() != null,
                attempt)
                .flatMap(response -> response.json().map(json -> transcript(response, json)))
                .onFailure(ProviderFailure.RejectedCaller.class)
                .transform(refused -> NamedRefusal.judge((ProviderFailure.RejectedCaller) refused, attempt, false));
    }

    private static Transcription transcript(ProviderResponse response, JsonObject json) {
        if (!(json.getValue("text") instanceof String text)) {
            throw response.failure("a transcript without a text");
        }
        List<Transcript.Word> words = new ArrayList<>();
        JsonArray given = json.getValue("words") instanceof JsonArray array ? array : new JsonArray();
        for (Object element : given) {
            if (element instanceof JsonObject word && "word".equals(word.getValue("type", "word"))
                    && word.getValue("text") instanceof String said) {
                Double start = Transcript.seconds(LenientNumber.of(word.getValue("start")));
                Double end = Transcript.seconds(LenientNumber.of(word.getValue("end")));
                if (start != null && end != null) {
                    words.add(new Transcript.Word(said, start, Math.max(start, end)));
                }
            }
        }
        String language = json.getValue("language_code") instanceof String code ? code : null;
        Double duration = Transcript.seconds(LenientNumber.of(json.getValue("audio_duration_secs")));
        return new Transcript(text, language, null, duration, List.of(), words);
    }
}
