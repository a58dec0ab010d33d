package io.voiceforge.speech;

import java.util.Set;

/** Which provider a speech model belongs to, so that a fallback does not carry one provider's model name to another. */
public final class SpeechModels {

    private static final Set<String> SPACE = Set.of("indic-parler-tts", "parler-tts-multilingual", "chatterbox",
            "higgs_audio_v2",
            "styletts2");

    /** Stands for the engine in the process: who names it wants no other provider. */
    public static final String LOCAL = "local";

    private SpeechModels() {
    }

    public static boolean isForSpace(String model) {
        return SPACE.contains(model);
    }

    public static boolean isForOpenAi(String model) {
        return model.startsWith("tts-") || model.startsWith("gpt-");
    }
}
