package io.voiceforge.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.voiceforge.call.Operation;

/**
 * A kind of provider: the API that it speaks. To add one, write a package with a bean that implements this interface, and its
 * adapters.
 */
public interface ProviderKind {

    /** The name in settings, for example {@code openai}. */
    String name();

    /** One adapter for each port that such a provider implements. Called once for each configured provider, at the start. */
    List<ProviderAdapter> adapters(ProviderSettings settings);

    /** What a named provider of this kind can be asked for; empty for a kind that no named provider can have. */
    default Set<Operation> operations() {
        return Set.of();
    }

    /** Which settings of {@link NamedServer} mean something to this kind; those that all kinds have are not among them. */
    default Set<String> settings() {
        return Set.of();
    }

    /** The formats that speech can be asked for as, for the setting {@code format}. */
    default Set<String> formats() {
        return Set.of();
    }

    /**
     * What the operator has chosen for operations that the provider in the process has not by itself, and the model that it then
     * has.
     */
    default Map<Operation, String> chosenModels() {
        return Map.of();
    }

    /** Whether a model of that name is known to belong to providers of this kind, so that no other is asked for it. */
    default boolean ownsModel(Operation operation, String model) {
        return false;
    }
}
