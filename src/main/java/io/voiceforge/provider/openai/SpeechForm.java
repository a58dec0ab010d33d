package io.voiceforge.provider.openai;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.voiceforge.audio.AudioFormat;
import io.voiceforge.provider.NamedServer;
import io.voiceforge.voice.OwnVoice;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceMapping;
import io.voiceforge.voice.VoiceNames;

/**
 * How a server is asked to speak. OpenAI takes all that its API has; a named server what is configured, and not what it has
 * refused since the start. Safe for use by several threads.
 */
final class SpeechForm {

    /** See OpenAI's API reference of {@code response_format}; its {@code opus} comes in Ogg, which both names stand for. */
    static final Set<AudioFormat> FORMATS = EnumSet.of(AudioFormat.MP3, AudioFormat.OPUS, AudioFormat.OGG,
            AudioFormat.AAC, AudioFormat.FLAC, AudioFormat.WAV, AudioFormat.PCM);

    private final boolean isNamed;
    private final VoiceNames voices;
    private final Optional<AudioFormat> configured;
    private final Set<AudioFormat> refused = ConcurrentHashMap.newKeySet();
    private volatile boolean takesInstructions;

    SpeechForm(Optional<NamedServer> server, VoiceNames voices) {
        this.isNamed = server.isPresent();
        this.voices = voices;
        this.configured = server.flatMap(NamedServer::format).flatMap(AudioFormat::of);
        this.takesInstructions = server.map(named -> named.members().contains(NamedServer.INSTRUCTIONS)).orElse(true);
    }

    boolean isNamed() {
        return isNamed;
    }

    /** The formats that it may answer with. */
    Set<AudioFormat> formats() {
        if (configured.isPresent()) {
            return Set.of(configured.get());
        }
        Set<AudioFormat> formats = EnumSet.copyOf(FORMATS);
        formats.removeAll(refused);
        return formats;
    }

    /** The server's name for a voice; empty if it has none. */
    Optional<String> voice(Voice voice) {
        Optional<OwnVoice> own = OwnVoice.of(voice);
        if (own.isPresent()) {
            return own.map(OwnVoice::name);
        }
        return voices.isEmpty() ? Optional.of(VoiceMapping.openAiVoice(voice)) : voices.of(voice);
    }

    /** What to ask for: WAV says its rate, while a server's samples may have any. */
    AudioFormat format(AudioFormat wanted) {
        if (!isNamed) {
            return wanted;
        }
        boolean isPlain = wanted == AudioFormat.PCM || refused.contains(wanted) || !FORMATS.contains(wanted);
        return configured.orElse(isPlain ? AudioFormat.WAV : wanted);
    }

    /** Whether another format than this may be asked for in its place. */
    boolean mayReplace(AudioFormat asked) {
        return configured.isEmpty() && asked != AudioFormat.WAV;
    }

    boolean takesInstructions() {
        return takesInstructions;
    }

    /** It has refused this, and answered without. */
    void learnRefusal(AudioFormat format) {
        refused.add(format);
    }

    void learnInstructionsRefused() {
        takesInstructions = false;
    }
}
