package io.voiceforge.provider;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.voiceforge.call.Operation;
import io.voiceforge.config.CannotStart;

/**
 * A provider as it is configured.
 *
 * @param kind see {@link ProviderKind#name()}
 * @param label the name that people know, for texts
 * @param isConfigured false for a well-known provider that nobody has set up: it is listed and never asked
 * @param baseUrl without a trailing slash; null for a provider in the process
 * @param apiKey sent as a bearer token
 * @param operations what it may be asked for
 * @param models the model to ask for when the caller names none that is meant for this provider
 * @param takesAnyModel whether a model named without a provider may be this one's
 * @param modelPrefix what callers write before the slash to choose this provider
 * @param modelList where its list of models comes from
 * @param named what is peculiar to a named provider's server; empty for a well-known provider
 */
public record ProviderSettings(ProviderId id, String kind, String label, boolean isConfigured, URI baseUrl,
        Optional<String> apiKey, Set<Operation> operations, Map<Operation, String> models, boolean takesAnyModel,
        String modelPrefix, ModelList modelList, Optional<NamedServer> named) {

    /** Where a provider's list of models comes from. */
    public enum ModelList {
        /** From the provider, which is the owner of the plain names. */
        PLAIN,
        /** From the provider; ids begin with the prefix. */
        PREFIXED,
        /** The configured models only; ids begin with the prefix. */
        CONFIGURED
    }

    ProviderSettings withoutApiKey() {
        return new ProviderSettings(id, kind, label, isConfigured, baseUrl, Optional.empty(), operations, models, takesAnyModel,
                modelPrefix, modelList, named);
    }

    /** What is made of a named provider's setting. If that fails with an {@link IllegalArgumentException}, the start ends. */
    public <T> T checked(String setting, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw CannotStart.because(ProviderVariables.variable(id.name(), setting) + ' ' + e.getMessage());
        }
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return id + " (" + kind + ") at " + baseUrl;
    }
}
