package io.voiceforge.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Servers that people run beside the gateway, each behaving on the wire as the real one does, under the name that an operator might
 * give it. {@code stale} is a server whose configured voice is gone.
 */
public final class FieldServers implements QuarkusTestResourceLifecycleManager {

    public static final int OWN_RATE_HERTZ = 22_050;
    public static final byte[] MP3 = "ID3-as-the-server-encodes-it".getBytes(StandardCharsets.US_ASCII);
    public static final String TEXT = "as the server heard it";

    private static final List<String> NAMES = List.of("stale", "kokoro", "speaches", "orpheus", "chatterbox", "groq", "strict",
            "vllm", "whispercpp", "ollama", "openedai", "eleven");

    private final Map<String, FakeProvider> servers = new TreeMap<>();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        // otherwise there is none beside a provider's credential
        settings.put("voiceforge.default-key.secret", Speak.KEY);
        for (String name : NAMES) {
            FakeProvider server = new FakeProvider().start();
            servers.put(name, server);
            String path = name.equals("eleven") || name.equals("whispercpp") ? "" : "/v1";
            settings.put("voiceforge.providers." + name + ".base-url", server.url() + path);
            settings.put("voiceforge.providers." + name + ".operations", switch (name) {
                case "vllm" -> "transcription,chat";
                case "ollama" -> "chat";
                case "whispercpp" -> "transcription";
                case "speaches", "groq", "eleven" -> "speech,transcription";
                case "strict" -> "speech,chat";
                default -> "speech";
            });
        }
        set(settings, "stale", "voices", "default=gone");
        set(settings, "kokoro", "voices", "female=af_heart,male=am_adam,de=de_eva,en-gb-male=bm_george,onyx=am_onyx");
        set(settings, "kokoro", "speech-model", "kokoro");
        set(settings, "orpheus", "first-byte", "15s");
        set(settings, "orpheus", "voices", "default=tara");
        set(settings, "strict", "members", "instructions,stream_options");
        set(settings, "whispercpp", "transcription-path", "/inference");
        set(settings, "whispercpp", "transcription-model", "small");
        set(settings, "eleven", "dialect", "elevenlabs");
        set(settings, "eleven", "api-key", "eleven-test-key");
        set(settings, "eleven", "voices", "female=21m00Tcm4TlvDq8ikWAM");
        settings.put("voiceforge.speech-order",
                "stale,kokoro,speaches,orpheus,chatterbox,groq,strict,openedai,eleven,local");
        settings.put("voiceforge.chat-order", "ollama,vllm,strict");
        // shorter than the late server takes, and enough for the others on a machine that is busy
        settings.put("voiceforge.limits.first-byte", "2s");
        return settings;
    }

    private static void set(Map<String, String> settings, String name, String setting, String value) {
        settings.put("voiceforge.providers." + name + '.' + setting, value);
    }

    /** All of them as they are when nothing is wrong. */
    public void reset() {
        servers.forEach((name, server) -> {
            server.reset();
            server.will(request -> answer(name, server, request));
            server.healthWill(FakeProvider.json(name.equals("eleven")
                    ? "[{\"model_id\":\"eleven_flash_v2_5\",\"can_do_text_to_speech\":true}]"
                    : "{\"data\":[{\"id\":\"" + name + "-model\"}]}"));
        });
    }

    public FakeProvider of(String name) {
        return servers.get(name);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(FieldServers.class));
    }

    @Override
    public void stop() {
        servers.values().forEach(FakeProvider::close);
    }

    // ---- how they answer

    private static void answer(String name, FakeProvider server, HttpServerRequest request) {
        FakeProvider.Seen seen = server.seen().get(server.seen().size() - 1);
        String path = seen.path();
        if (path.endsWith("/voices")) {
            voices(name).accept(request);
        } else if (path.endsWith("/audio/speech")) {
            speech(name, server, seen.body()).accept(request);
        } else if (path.startsWith("/v1/text-to-speech/")) {
            eleven(request).accept(request);
        } else if (path.endsWith("/chat/completions")) {
            chat(name, server, seen.body()).accept(request);
        } else {
            transcript(name, path, seen.bytes().toString(StandardCharsets.ISO_8859_1)).accept(request);
        }
    }

    private static Consumer<HttpServerRequest> voices(String name) {
        return switch (name) {
            case "kokoro" -> FakeProvider.json("{\"voices\":[{\"id\":\"af_heart\",\"name\":\"Heart\"},{\"id\":\"am_adam\","
                    + "\"name\":\"Adam\"}]}");
            case "orpheus" -> FakeProvider.json("{\"status\":\"ok\",\"voices\":[\"tara\",\"leah\"]}");
            case "eleven" -> FakeProvider.json("{\"voices\":[{\"voice_id\":\"21m00Tcm4TlvDq8ikWAM\",\"name\":\"Rachel\","
                    + "\"labels\":{\"gender\":\"female\",\"language\":\"en\"}}]}");
            default -> refusal(404, "{\"detail\":\"Not Found\"}");
        };
    }

    private static Consumer<HttpServerRequest> speech(String name, FakeProvider server, JsonObject body) {
        String format = body.getString("response_format");
        switch (name) {
            case "stale":
                return refusal(400,
                        "{\"detail\":{\"error\":\"validation_error\",\"message\":\"Voice '" + body.getString("voice")
                                + "' not found. Available voices: af_heart\",\"type\":\"invalid_request_error\"}}");
            case "kokoro":
                if (!Set.of("af_heart", "am_adam", "de_eva", "bm_george", "am_onyx").contains(body.getString("voice"))) {
                    return refusal(400, "{\"detail\":{\"error\":\"validation_error\",\"message\":\"Voice '"
                            + body.getString("voice") + "' not found. Available voices: af_heart\"}}");
                }
                return audio(format, 24_000);
            case "speaches":
                return body.getString("model", "").endsWith("missing")
                        ? refusal(404, "{\"detail\":\"Model '" + body.getString("model") + "' is not installed locally.\"}")
                        : audio(format, OWN_RATE_HERTZ);
            case "orpheus":
                // the whole file is there before its first byte, and always the same kind
                return request -> server.vertx().setTimer(3000,
                        late -> FakeProvider.bytes("audio/wav", Sound.wav(24_000, 1)).accept(request));
            case "chatterbox":
                if (!Set.of("wav", "opus", "mp3").contains(format)) {
                    return refusal(422, "{\"detail\":[{\"type\":\"literal_error\",\"loc\":[\"body\",\"response_format\"],"
                            + "\"msg\":\"Input should be 'wav', 'opus' or 'mp3'\",\"input\":\"" + format + "\"}]}");
                }
                return audio(format, 24_000);
            case "groq":
                return format.equals("wav") ? audio(format, 48_000)
                        : refusal(400, "{\"error\":{\"message\":\"response_format must be one of [wav]\","
                                + "\"type\":\"invalid_request_error\"}}");
            case "strict":
                return body.containsKey("instructions") ? extraForbidden("instructions") : audio(format, 24_000);
            default:
                return audio(format, 24_000);
        }
    }

    private static Consumer<HttpServerRequest> eleven(HttpServerRequest request) {
        String voice = request.path().split("/")[3];
        if (!"eleven-test-key".equals(request.getHeader("xi-api-key"))) {
            return refusal(401, "{\"detail\":{\"status\":\"invalid_api_key\",\"message\":\"Invalid API key\"}}");
        }
        if (!voice.startsWith("21m00")) {
            return refusal(404, "{\"detail\":{\"status\":\"voice_not_found\",\"message\":\"A voice with the voice_id " + voice
                    + " was not found.\"}}");
        }
        String format = request.getParam("output_format");
        return audio(format.replaceAll("_.*", ""), format.equals("pcm_24000") ? 24_000 : 44_100);
    }

    /** Without a type for samples, as most servers. */
    private static Consumer<HttpServerRequest> audio(String format, int rateHertz) {
        byte[] wav = Sound.wav(rateHertz, 1);
        return switch (format) {
            case "wav" -> FakeProvider.bytes("audio/wav", wav);
            case "pcm" -> FakeProvider.bytes("audio/pcm", Arrays.copyOfRange(wav, 44, wav.length));
            default -> FakeProvider.bytes("audio/mpeg", MP3);
        };
    }

    private static Consumer<HttpServerRequest> chat(String name, FakeProvider server, JsonObject body) {
        String model = body.getString("model");
        if (name.equals("ollama") && !model.equals("llama3.2")) {
            return refusal(404, "{\"error\":{\"message\":\"model \\\"" + model + "\\\" not found, try pulling it first\","
                    + "\"type\":\"api_error\",\"param\":null,\"code\":null}}");
        }
        if (body.containsKey("stream_options") && name.equals("strict")) {
            return extraForbidden("stream_options");
        }
        if (body.getJsonArray("messages").encode().length() > 1000) {
            return refusal(400, "{\"error\":{\"message\":\"This model's maximum context length is 1000 tokens.\","
                    + "\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}");
        }
        return Completions.either(server, "Hello from " + name);
    }

    private static Consumer<HttpServerRequest> transcript(String name, String path, String form) {
        String format = form.replaceFirst("(?s).*name=\"response_format\"\r\n\r\n([a-z_]+).*", "$1");
        if (name.equals("eleven")) {
            return path.equals("/v1/speech-to-text") && form.contains("name=\"model_id\"\r\n\r\nscribe_v1")
                    ? FakeProvider.json("{\"language_code\":\"eng\",\"language_probability\":0.98,\"text\":\"" + TEXT
                            + "\",\"words\":[{\"text\":\"as\",\"start\":0.1,\"end\":0.3,\"type\":\"word\"},{\"text\":\" \","
                            + "\"start\":0.3,\"end\":0.4,\"type\":\"spacing\"}]}")
                    : refusal(422, "{\"detail\":[{\"loc\":[\"body\",\"model_id\"],\"msg\":\"Field required\"}]}");
        }
        if (!path.equals(name.equals("whispercpp") ? "/inference" : "/v1/audio/transcriptions")) {
            return refusal(404, "File Not Found");
        }
        if (name.equals("vllm") && !format.equals("json")) {
            return refusal(400, "{\"object\":\"error\",\"message\":\"verbose_json is not supported\",\"code\":400}");
        }
        JsonObject json = new JsonObject().put("text", TEXT);
        return FakeProvider.json((format.equals("verbose_json") ? json.put("duration", 1.0).put("segments", new JsonArray()
                .add(new JsonObject().put("text", TEXT).put("start", 0).put("end", 1))) : json).encode());
    }

    private static Consumer<HttpServerRequest> extraForbidden(String member) {
        return refusal(422, "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"" + member
                + "\"],\"msg\":\"Extra inputs are not permitted\"}]}");
    }

    private static Consumer<HttpServerRequest> refusal(int status, String body) {
        return request -> request.response().setStatusCode(status)
                .putHeader("Content-Type", body.startsWith("{") ? "application/json" : "text/plain").end(Buffer.buffer(body));
    }
}
