package io.voiceforge.provider.elevenlabs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.ProviderEndpoint;
import io.voiceforge.provider.http.UnaryResponses;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.ProviderVoices;
import io.voiceforge.voice.Voice.Gender;
import io.voiceforge.voice.VoiceSource;

/** The voices of the operator's account. */
final class ElevenLabsVoices implements VoiceSource {

    private final ProviderEndpoint endpoint;
    private final ElevenLabsRestClient client;

    ElevenLabsVoices(ProviderEndpoint endpoint, ElevenLabsRestClient client) {
        this.endpoint = endpoint;
        this.client = client;
    }

    @Override
    public ProviderId provider() {
        return endpoint.provider();
    }

    @Override
    public Uni<List<OwnVoice>> voices() {
        return client.voices(endpoint.authorization()).map(response -> {
            JsonObject answer = UnaryResponses.object(endpoint, response);
            JsonArray voices = answer.getValue("voices") instanceof JsonArray array ? array : new JsonArray();
            return voices.stream().map(this::voice).flatMap(Optional::stream).limit(ProviderVoices.MAX_PER_PROVIDER).toList();
        });
    }

    private Optional<OwnVoice> voice(Object element) {
        if (!(element instanceof JsonObject voice) || !(voice.getValue("voice_id") instanceof String id)
                || !OwnVoice.isValid(id)) {
            return Optional.empty();
        }
        JsonObject labels = voice.getValue("labels") instanceof JsonObject object ? object : new JsonObject();
        Gender gender = switch (String.valueOf(labels.getValue("gender")).toLowerCase(Locale.ROOT)) {
            case "female" -> Gender.FEMALE;
            case "male" -> Gender.MALE;
            default -> null;
        };
        return Optional.of(new OwnVoice(provider(), id, voice.getValue("name") instanceof String name ? name : id, gender,
                labels.getValue("language") instanceof String language ? language : null));
    }
}
