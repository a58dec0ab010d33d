package io.voiceforge.call;

import java.util.Map;

/**
 * A model as callers name it: {@code space/}, {@code openai/} or {@code hf/} before the name pins the provider, so that no
 * other takes over.
 *
 * @param pin the only provider that may answer, or null when any may
 * @param name the model's own name; null when none is named, or nothing but a pin
 */
public record PinnedModel(Provider pin, String name) {

    private static final Map<String, Provider> PREFIXES = Map.of("space", Provider.SPACE, "openai", Provider.OPENAI, "hf",
            Provider.HUGGINGFACE);

    /**
     * Takes a name apart; null stands for no wish. Other prefixes belong to the name, as in {@code meta-llama/Llama-3.1-8B}.
     */
    public static PinnedModel of(String model) {
        int slash = model == null ? -1 : model.indexOf('/');
        Provider pin = slash < 0 ? null : PREFIXES.get(model.substring(0, slash));
        String name = pin == null ? model : model.substring(slash + 1);
        return new PinnedModel(pin, name == null || name.isEmpty() ? null : name);
    }

    /** Whether the provider may answer. */
    public boolean allows(Provider provider) {
        return pin == null || pin == provider;
    }
}
