package io.voiceforge.dialect;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.ProviderVoices;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceLibrary;

/** Reads the parameters of a speech request that several dialects share. */
@ApplicationScoped
public class SpeechParameters {

    private static final String FORMATS = Stream.of(AudioFormat.values()).filter(AudioFormat::isNamed)
            .map(AudioFormat::wireName).collect(Collectors.joining(", "));

    private final VoiceLibrary voices;
    private final ProviderVoices others;

    SpeechParameters(VoiceLibrary voices, ProviderVoices others) {
        this.voices = voices;
        this.others = others;
    }

    /** The voice of that id, the default voice for null; fails with {@code voice_not_found}. */
    public Voice voice(String id) {
        if (id == null) {
            return voices.defaultVoice();
        }
        return voices.find(id).or(() -> others.find(id)).orElseThrow(() -> ApiException.of(ErrorCode.VOICE_NOT_FOUND, "voice",
                "There is no such voice. GET /api/voice-library lists them."));
    }

    /** The format of that name, {@code byDefault} for null; fails with {@code unsupported_format}. */
    public AudioFormat format(String member, String name, AudioFormat byDefault) {
        if (name == null) {
            return byDefault;
        }
        return AudioFormat.of(name).filter(AudioFormat::isNamed)
                .orElseThrow(() -> ApiException.of(ErrorCode.UNSUPPORTED_FORMAT, member,
                        "There is no such audio format. Use one of " + FORMATS + "."));
    }
}
