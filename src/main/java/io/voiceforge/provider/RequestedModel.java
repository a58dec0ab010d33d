package io.voiceforge.provider;

/**
 * A model as a caller names it.
 *
 * @param pin the only provider that may answer, or null when any may
 * @param name the model's own name; null when none is named, or nothing but a provider
 */
public record RequestedModel(ProviderId pin, String name) {

    public boolean allows(ProviderId provider) {
        return pin == null || pin.equals(provider);
    }
}
