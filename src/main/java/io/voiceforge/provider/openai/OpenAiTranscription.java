package io.voiceforge.provider.openai;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.json.LenientJson;
import io.voiceforge.json.LenientNumber;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.NamedRefusal;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.MultipartForm;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.ProviderResponse;
import io.voiceforge.stream.FirstItem;
import io.voiceforge.transcription.Transcript;
import io.voiceforge.transcription.TranscriptFormat;
import io.voiceforge.transcription.Transcription;
import io.voiceforge.transcription.TranscriptionProvider;
import io.voiceforge.transcription.TranscriptionRequest;

/** Transcription and translation: the provider takes the file as it is and writes the asked format itself. */
final class OpenAiTranscription implements TranscriptionProvider {

    private static final String NONSENSE = "an answer that makes no sense";

    private final ProviderEndpoint endpoint;
    private final String defaultModel;
    private final ProviderHttp http;

    private final boolean isNamed;
    private final Optional<String> path;
    /** Whether it has refused to write times, and answered without. */
    private volatile boolean writesTextOnly;

    OpenAiTranscription(ProviderSettings settings, ProviderEndpoint endpoint, ProviderHttp http) {
        this.endpoint = endpoint;
        // without one the provider chooses
        this.defaultModel = settings.models().get(Operation.TRANSCRIPTION);
        this.http = http;
        this.isNamed = settings.named().isPresent();
        this.path = settings.named().flatMap(NamedServer::transcriptionPath);
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    /** A server with a path of its own has none that is known for translations. */
    @Override
    public boolean offers(TranscriptionRequest request) {
        return path.isEmpty() || !request.translate();
    }

    @Override
    public Uni<Transcription> transcribe(TranscriptionRequest request, Attempt attempt) {
        String model = request.model() != null ? request.model() : defaultModel;
        TranscriptFormat format = format(request, model);
        Uni<Transcription> answer = ask(request, model, format, attempt);
        if (!isNamed) {
            return answer;
        }
        if (request.format() == null && format == TranscriptFormat.VERBOSE_JSON) {
            // nobody has asked for the times that some servers cannot write
            answer = answer.onFailure(OpenAiTranscription::mayBeFormat).recoverWithUni(
                    () -> ask(request, model, TranscriptFormat.JSON, attempt).invoke(() -> writesTextOnly = true));
        }
        return answer.onFailure(ProviderFailure.RejectedCaller.class)
                .transform(refused -> NamedRefusal.judge((ProviderFailure.RejectedCaller) refused, attempt, false));
    }

    private static boolean mayBeFormat(Throwable failure) {
        return failure instanceof ProviderFailure.RejectedCaller refused
                && !NamedRefusal.isAboutVoiceOrModel(refused)
                && refused.toApiException().code() != ErrorCode.BODY_TOO_LARGE;
    }

    private Uni<Transcription> ask(TranscriptionRequest request, String model, TranscriptFormat format, Attempt attempt) {
        MultipartForm form = new MultipartForm();
        if (model != null) {
            form.field("model", model);
        }
        form.field("response_format", format.wireName());
        if (request.words() && request.format() == null && format == TranscriptFormat.VERBOSE_JSON) {
            form.field("timestamp_granularities[]", "segment").field("timestamp_granularities[]", "word");
        }
        if (request.language() != null) {
            form.field("language", request.language());
        }
        if (request.stream()) {
            attempt.expectStream();
            form.field("stream", "true");
        }
        request.hints().forEach(hint -> form.field(hint.getKey(), hint.getValue()));
        return http.post(endpoint, request.translate() ? "/audio/translations" : path.orElse("/audio/transcriptions"),
                form.withFile("file", request.audio()), request.model() != null, attempt)
                .flatMap(response -> read(request, response));
    }

    /** Only the older model, and servers that run it, write when and how surely something was said. */
    private TranscriptFormat format(TranscriptionRequest request, String model) {
        if (request.format() != null) {
            return request.format();
        }
        return writesTextOnly || model != null && model.contains("transcribe") ? TranscriptFormat.JSON
                : TranscriptFormat.VERBOSE_JSON;
    }

    private static Uni<Transcription> read(TranscriptionRequest request, ProviderResponse response) {
        if (response.mediaType().equals("text/event-stream")) {
            if (request.stream()) {
                return FirstItem.of(TranscriptEvents.in(response), () -> response.failure(NONSENSE))
                        .map(Transcription.Events::new);
            }
            response.discard();
            return Uni.createFrom().failure(response.failure(NONSENSE));
        }
        return response.whole().map(body -> {
            try {
                return understood(request, response.mediaType(), body);
            } catch (RuntimeException unreadable) {
                throw response.failure(NONSENSE);
            }
        });
    }

    private static Transcription understood(TranscriptionRequest request, String mediaType, Buffer body) {
        TranscriptFormat format = request.format();
        boolean text = format == TranscriptFormat.TEXT || format == TranscriptFormat.SRT || format == TranscriptFormat.VTT;
        if (text && !mediaType.equals("application/json")) {
            return new Transcription.Document(notPage(utf8(body)), null);
        }
        JsonObject json = LenientJson.members(body);
        if (!(json.getValue("text") instanceof String)) {
            throw new IllegalArgumentException(NONSENSE);
        }
        // some servers know JSON only, whatever they are asked for
        return format == null || text ? transcript(json) : new Transcription.Document(body, duration(json));
    }

    /** A page, for example of a proxy that wants a login, is no transcript. */
    private static Buffer notPage(Buffer body) {
        String start = body.getString(0, Math.min(body.length(), 200)).strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype") || start.startsWith("<html")) {
            throw new IllegalArgumentException(NONSENSE);
        }
        return body;
    }

    private static Buffer utf8(Buffer body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
            return body;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(NONSENSE);
        }
    }

    /** Members in another JSON type and those that are missing are unknown; the text is what counts. */
    private static Transcript transcript(JsonObject json) {
        List<Transcript.Segment> segments = new ArrayList<>();
        for (JsonObject segment : objects(json.getValue("segments"))) {
            Double start = seconds(segment.getValue("start"));
            Double end = seconds(segment.getValue("end"));
            if (start != null && end != null && segment.getValue("text") instanceof String text) {
                Double logProbability = LenientNumber.of(segment.getValue("avg_logprob"));
                segments.add(new Transcript.Segment(text.strip(), start, Math.max(start, end),
                        logProbability == null ? null : Math.min(1, Math.exp(logProbability))));
            }
        }
        List<Transcript.Word> words = new ArrayList<>();
        for (JsonObject word : objects(json.getValue("words"))) {
            Double start = seconds(word.getValue("start"));
            Double end = seconds(word.getValue("end"));
            if (start != null && end != null && word.getValue("word") instanceof String text) {
                words.add(new Transcript.Word(text, start, Math.max(start, end)));
            }
        }
        String language = json.getValue("language") instanceof String given ? given : null;
        return new Transcript(json.getString("text"), language, confidence(segments), duration(json), segments, words);
    }

    private static List<JsonObject> objects(Object value) {
        List<JsonObject> objects = new ArrayList<>();
        if (value instanceof JsonArray array) {
            array.forEach(element -> {
                if (element instanceof JsonObject object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    private static Double seconds(Object value) {
        return Transcript.seconds(LenientNumber.of(value));
    }

    /** Of the words on average: longer segments weigh more. */
    private static Double confidence(List<Transcript.Segment> segments) {
        double sum = 0;
        double seconds = 0;
        for (Transcript.Segment segment : segments) {
            if (segment.confidence() == null) {
                return null;
            }
            sum += segment.confidence() * (segment.end() - segment.start());
            seconds += segment.end() - segment.start();
        }
        return seconds > 0 ? sum / seconds : null;
    }

    private static Double duration(JsonObject json) {
        Double duration = seconds(json.getValue("duration"));
        return duration == null && json.getValue("usage") instanceof JsonObject usage ? seconds(usage.getValue("seconds"))
                : duration;
    }
}
