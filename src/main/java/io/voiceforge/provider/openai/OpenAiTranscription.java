package io.voiceforge.provider.openai;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.listen.Transcript;
import io.voiceforge.listen.TranscriptFormat;
import io.voiceforge.listen.Transcription;
import io.voiceforge.listen.TranscriptionProvider;
import io.voiceforge.listen.TranscriptionRequest;
import io.voiceforge.provider.http.ProviderAnswer;
import io.voiceforge.provider.http.ProviderGuard;
import io.voiceforge.provider.http.ProviderGuards;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.stream.FirstItem;

/** Transcription and translation by OpenAI, which takes the file as it is and writes the asked format itself. */
@ApplicationScoped
@From(Provider.OPENAI)
class OpenAiTranscription implements TranscriptionProvider {

    private final OpenAiEndpoint endpoint;
    private final ProviderHttp http;
    private final ProviderGuard guard;
    private final VoiceForgeConfig.Limits limits;
    private final String defaultModel;

    OpenAiTranscription(OpenAiEndpoint endpoint, ProviderHttp http, ProviderGuards guards, VoiceForgeConfig config) {
        this.endpoint = endpoint;
        this.http = http;
        this.guard = guards.create(Provider.OPENAI, Operation.TRANSCRIPTION);
        this.limits = config.limits();
        this.defaultModel = config.openai().transcriptionModel();
    }

    @Override
    @Timeout(value = 2, unit = ChronoUnit.MINUTES)
    @Bulkhead(256)
    public Uni<Transcription> transcribe(TranscriptionRequest request, Call call) {
        if (!endpoint.isConfigured()) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered("openai: not configured"));
        }
        boolean callersModel = request.model().name() != null;
        String model = callersModel ? request.model().name() : defaultModel;
        TranscriptFormat format = format(request, model);
        MultipartForm form = new MultipartForm().field("model", model).field("response_format", format.wireName());
        if (request.words() && request.format() == null && format == TranscriptFormat.VERBOSE_JSON) {
            form.field("timestamp_granularities[]", "segment").field("timestamp_granularities[]", "word");
        }
        if (request.language() != null) {
            form.field("language", request.language());
        }
        if (request.stream()) {
            form.field("stream", "true");
        }
        request.hints().forEach(hint -> form.field(hint.getKey(), hint.getValue()));
        String path = request.translate() ? "/audio/translations" : "/audio/transcriptions";
        Duration limit = limits.transcriptionFirstByte();
        return guard.attempt(call, () -> http
                .post(endpoint.get(), path, form.withFile("file", request.audio()), limit, limits.transcriptionChain(),
                        callersModel, call)
                .flatMap(answer -> read(request, answer))
                .ifNoItem().after(limit).failWith(() -> new ProviderFailure.TimedOut("openai: no answer in time")));
    }

    /** Only the older model, and servers that run it, write when and how surely something was said. */
    private static TranscriptFormat format(TranscriptionRequest request, String model) {
        if (request.format() != null) {
            return request.format();
        }
        return model.contains("transcribe") ? TranscriptFormat.JSON : TranscriptFormat.VERBOSE_JSON;
    }

    private static Uni<Transcription> read(TranscriptionRequest request, ProviderAnswer answer) {
        if (answer.mediaType().equals("text/event-stream")) {
            if (request.stream()) {
                return FirstItem.of(TranscriptEvents.in(answer.body()), OpenAiTranscription::nonsense)
                        .map(Transcription.Events::new);
            }
            answer.discard();
            return Uni.createFrom().failure(nonsense());
        }
        return answer.whole().map(body -> {
            try {
                return understood(request, answer.mediaType(), body);
            } catch (RuntimeException unreadable) {
                throw nonsense();
            }
        });
    }

    private static Transcription understood(TranscriptionRequest request, String mediaType, Buffer body) {
        TranscriptFormat format = request.format();
        boolean text = format == TranscriptFormat.TEXT || format == TranscriptFormat.SRT || format == TranscriptFormat.VTT;
        if (text && !mediaType.equals("application/json")) {
            return new Transcription.Document(utf8(body), null);
        }
        JsonObject json = body.toJsonObject();
        if (!(json.getValue("text") instanceof String)) {
            throw nonsense();
        }
        // some servers know JSON only, whatever they are asked for
        return format == null || text ? transcript(json) : new Transcription.Document(body, duration(json));
    }

    private static Buffer utf8(Buffer body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
            return body;
        } catch (CharacterCodingException e) {
            throw nonsense();
        }
    }

    private static Transcript transcript(JsonObject json) {
        List<Transcript.Segment> segments = new ArrayList<>();
        JsonArray given = json.getJsonArray("segments");
        for (int i = 0; given != null && i < given.size(); i++) {
            JsonObject segment = given.getJsonObject(i);
            Double logProbability = segment.getDouble("avg_logprob");
            segments.add(new Transcript.Segment(segment.getString("text").strip(), segment.getDouble("start"),
                    segment.getDouble("end"), logProbability == null ? null : Math.min(1, Math.exp(logProbability))));
        }
        List<Transcript.Word> words = new ArrayList<>();
        JsonArray givenWords = json.getJsonArray("words");
        for (int i = 0; givenWords != null && i < givenWords.size(); i++) {
            JsonObject word = givenWords.getJsonObject(i);
            words.add(new Transcript.Word(word.getString("word"), word.getDouble("start"), word.getDouble("end")));
        }
        return new Transcript(json.getString("text"), json.getString("language"), confidence(segments), duration(json),
                segments, words);
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
        Double duration = json.getDouble("duration");
        JsonObject usage = json.getJsonObject("usage");
        return Transcript.seconds(duration == null && usage != null ? usage.getDouble("seconds") : duration);
    }

    private static ProviderFailure nonsense() {
        return new ProviderFailure.Unavailable("openai: an answer that makes no sense");
    }
}
