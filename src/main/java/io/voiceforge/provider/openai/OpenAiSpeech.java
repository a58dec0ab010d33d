package io.voiceforge.provider.openai;

import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Operation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.Attempt;
import io.voiceforge.provider.NamedRefusal;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;
import io.voiceforge.provider.http.AudioResponses;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.ProviderHttp;
import io.voiceforge.provider.http.RequestBody;
import io.voiceforge.speech.SpeechProvider;
import io.voiceforge.speech.SpeechRequest;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.VoiceMapping;

/** Speech by {@code audio/speech}, which answers chunk by chunk, and should in the asked format. */
final class OpenAiSpeech implements SpeechProvider {

    /** OpenAI's limit on {@code input}, see its API reference of {@code /audio/speech}. */
    private static final int MAX_CODE_POINTS = 4096;

    private final ProviderEndpoint endpoint;
    private final String defaultModel;
    private final String modelPrefix;
    private final SpeechForm form;
    private final ProviderHttp http;

    OpenAiSpeech(ProviderSettings settings, ProviderEndpoint endpoint, SpeechForm form, ProviderHttp http) {
        this.endpoint = endpoint;
        // without one the provider chooses
        this.defaultModel = settings.models().get(Operation.SPEECH);
        this.modelPrefix = form.isNamed() ? settings.modelPrefix() + '/' : "";
        this.form = form;
        this.http = http;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Set<AudioFormat> formats() {
        return form.formats();
    }

    @Override
    public Optional<Name> defaultModel() {
        return Optional.ofNullable(defaultModel).map(model -> new Name(modelPrefix + model, model));
    }

    @Override
    public Uni<AudioStream> speak(SpeechRequest request, Attempt attempt) {
        if (!form.isNamed() && request.text().codePointCount(0, request.text().length()) > MAX_CODE_POINTS) {
            return Uni.createFrom().failure(request.format().isEncodable()
                    ? new ProviderFailure.NotOffered(provider() + ": text over " + MAX_CODE_POINTS + " characters")
                    : ApiException.of(ErrorCode.INVALID_REQUEST, "text", "A text over " + MAX_CODE_POINTS
                            + " characters cannot be spoken as " + request.format().wireName()
                            + ". Use " + AudioFormat.encodableNames()));
        }
        Optional<String> voice = form.voice(request.voice());
        if (voice.isEmpty()) {
            return Uni.createFrom().failure(new ProviderFailure.NotOffered(provider() + ": no such voice",
                    ApiException.of(ErrorCode.VOICE_NOT_FOUND, "voice", "The provider has no voice for this one.")));
        }
        Question question = new Question(request, voice.get(), form.format(request.spokenFormat()), instructions(request));
        return form.isNamed() ? askNamed(question, attempt) : ask(question, attempt);
    }

    /** @param instructions or null */
    private record Question(SpeechRequest request, String voice, AudioFormat format, String instructions) {
    }

    private Uni<AudioStream> ask(Question question, Attempt attempt) {
        SpeechRequest request = question.request();
        String model = request.model() != null ? request.model() : defaultModel;
        JsonObject body = new JsonObject();
        if (model != null) {
            body.put("model", model);
        }
        body.put("input", request.text())
                .put("voice", question.voice())
                .put("response_format", question.format() == AudioFormat.OGG ? "opus" : question.format().wireName())
                .put("speed", request.speed());
        if (question.instructions() != null && (model == null || !model.startsWith("tts-1"))) {
            body.put(NamedServer.INSTRUCTIONS, question.instructions());
        }
        boolean isCallersChoice = request.model() != null || isVoiceCallers(request);
        return http.post(endpoint, "/audio/speech", RequestBody.json(body), isCallersChoice, attempt)
                .flatMap(response -> AudioResponses.read(response, question.format()));
    }

    private Uni<AudioStream> askNamed(Question question, Attempt attempt) {
        return ask(question, attempt)
                .invoke(audio -> {
                    if (!audio.format().isEncodable() || question.format().isEncodable()) {
                        return;
                    }
                    // it ignores the format that nobody can make from what it sends
                    form.learnRefusal(question.format());
                })
                .onFailure(ProviderFailure.RejectedCaller.class)
                .recoverWithUni(refused -> askPlainly(question, (ProviderFailure.RejectedCaller) refused, attempt))
                .onFailure(ProviderFailure.RejectedCaller.class).transform(refused -> NamedRefusal
                        .judge((ProviderFailure.RejectedCaller) refused, attempt, isVoiceCallers(question.request())));
    }

    /** Asks once more without what the server may not know. What it answers to is all that it is asked for from then on. */
    private Uni<AudioStream> askPlainly(Question question, ProviderFailure.RejectedCaller refused, Attempt attempt) {
        String blamed = refused.toApiException().rejection().map(rejection -> rejection.refusal().param()).orElse(null);
        boolean dropsInstructions = question.instructions() != null && isSuspect(NamedServer.INSTRUCTIONS, blamed);
        boolean dropsFormat = form.mayReplace(question.format()) && isSuspect("response_format", blamed);
        if (!dropsInstructions && !dropsFormat
                || NamedRefusal.isAboutVoiceOrModel(refused)) {
            return Uni.createFrom().failure(refused);
        }
        Question plain = new Question(question.request(), question.voice(),
                dropsFormat ? AudioFormat.WAV : question.format(), dropsInstructions ? null : question.instructions());
        return ask(plain, attempt).invoke(() -> {
            if (dropsInstructions) {
                form.learnInstructionsRefused();
            }
            if (dropsFormat) {
                form.learnRefusal(question.format());
            }
        });
    }

    /** @param blamed the member that the server says is at fault, or null */
    private static boolean isSuspect(String member, String blamed) {
        return blamed == null || blamed.equals(member);
    }

    private static boolean isVoiceCallers(SpeechRequest request) {
        return OwnVoice.of(request.voice()).isPresent();
    }

    /** The caller's, else the library voice's style; a voice of OpenAI's own needs none, and who takes none gets none. */
    private String instructions(SpeechRequest request) {
        if (!form.takesInstructions() || request.instructions() != null) {
            return form.takesInstructions() ? request.instructions() : null;
        }
        boolean openAisOwn = VoiceMapping.openAiVoice(request.voice()).equals(request.voice().id());
        return openAisOwn ? null : request.voice().style();
    }
}
