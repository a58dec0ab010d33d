package io.voiceforge.provider;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.voiceforge.call.Operation;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.HttpUrl;
import io.voiceforge.config.InvalidSettingException;

/** The configured providers, what each can do, and who is asked in which order. Does not change while the process runs. */
@ApplicationScoped
public class ProviderCatalog {

    private static final Logger LOG = Logger.getLogger(ProviderCatalog.class);

    private final boolean credentialsOverHttp;
    private final Map<String, ProviderKind> kinds;
    private final Map<ProviderId, ProviderSettings> settings = new LinkedHashMap<>();
    private final Map<ProviderId, List<ProviderAdapter>> adapters = new LinkedHashMap<>();
    private final Map<Operation, List<ProviderId>> orders = new EnumMap<>(Operation.class);
    private final Map<String, ProviderId> byPrefix = new HashMap<>();

    ProviderCatalog(@All List<ProviderKind> kinds, ProvidersConfig config) {
        this.credentialsOverHttp = config.credentialsOverHttp();
        this.kinds = kinds.stream().collect(Collectors.toMap(ProviderKind::name, kind -> kind));
        WellKnownProviders.remote(config).forEach(this::add);
        new NamedProviders(kinds).read(config.providers()).forEach(this::add);
        add(WellKnownProviders.local(this.kinds.get(ProviderId.LOCAL.name()).chosenModels()));
        order("VOICEFORGE_SPEECH_ORDER", Operation.SPEECH, config.speechOrder());
        order("VOICEFORGE_TRANSCRIPTION_ORDER", Operation.TRANSCRIPTION, config.transcriptionOrder());
        order("VOICEFORGE_ACTIVITY_ORDER", Operation.VAD, config.activityOrder());
        order("VOICEFORGE_CHAT_ORDER", Operation.CHAT, config.chatOrder());
    }

    /** Made at the start, so that a mistake in the settings ends it; also one that the mapping does not see. */
    void onStart(@Observes StartupEvent event, Config config) {
        try {
            config.getConfigSources().forEach(source -> ProviderVariables.check(source.getPropertyNames()));
        } catch (InvalidSettingException e) {
            throw CannotStart.because(e.getMessage());
        }
    }

    /** All of them, also the well-known ones that are not configured. */
    public List<ProviderSettings> all() {
        return List.copyOf(settings.values());
    }

    /** Whether some configured provider is asked with a credential of the operator's, so that calls may cost money. */
    public boolean haveCredentials() {
        return settings.values().stream().anyMatch(provider -> provider.isConfigured() && provider.apiKey().isPresent());
    }

    /** The adapters that implement the port, of all providers. */
    public <T extends ProviderAdapter> List<T> adapters(Class<T> port) {
        return settings.keySet().stream().map(id -> adapter(id, port)).flatMap(Optional::stream).toList();
    }

    /** The adapter of that provider, empty when it is not configured or does not implement the port. */
    public <T extends ProviderAdapter> Optional<T> adapter(ProviderId id, Class<T> port) {
        return adapters.getOrDefault(id, List.of()).stream().filter(port::isInstance).map(port::cast).findFirst();
    }

    /** The adapters that implement the port, in the order in which they are asked. */
    public <T extends ProviderAdapter> List<T> inOrder(Operation operation, Class<T> port) {
        return orders.get(operation).stream().map(id -> adapter(id, port)).flatMap(Optional::stream).toList();
    }

    /** Takes a caller's name for a model apart; null stands for no wish. Other prefixes belong to the model's name. */
    public RequestedModel requested(String model) {
        int slash = model == null ? -1 : model.indexOf('/');
        ProviderId pin = slash < 0 ? null : byPrefix.get(model.substring(0, slash));
        String name = pin == null ? model : model.substring(slash + 1);
        return new RequestedModel(pin, name == null || name.isEmpty() ? null : name);
    }

    /** A step for each provider that the model allows, in their order. */
    public <P extends ProviderAdapter, T> List<Step<T>> steps(Operation operation, Stream<P> providers, RequestedModel model,
            Step.Question<P, T> question) {
        return providers.filter(provider -> model.allows(provider.provider())).map(provider -> {
            String name = modelFor(provider.provider(), operation, model);
            boolean isChosen = model.pin() != null && model.name() != null;
            return new Step<T>(provider, attempt -> {
                if (isChosen) {
                    attempt.modelChosen();
                }
                return question.ask(provider, name, attempt);
            });
        }).toList();
    }

    /** What the providers that may be asked would be asked for. */
    public AskedModels asked(Operation operation, RequestedModel model) {
        return new AskedModels(this, operation, model);
    }

    /** The providers that the model allows, in their order. */
    Stream<ProviderId> allowed(Operation operation, RequestedModel model) {
        return orders.get(operation).stream().filter(id -> adapters.containsKey(id) && model.allows(id));
    }

    /** The name of the model that provider is asked for; null if it chooses itself. */
    String nameFor(ProviderId id, Operation operation, RequestedModel model) {
        String name = modelFor(id, operation, model);
        return name != null ? name : settings.get(id).models().get(operation);
    }

    /** The model to ask that provider for, or null for the provider's own. A model of another kind means nothing to it. */
    String modelFor(ProviderId id, Operation operation, RequestedModel model) {
        ProviderSettings provider = settings.get(id);
        if (model.pin() != null || model.name() == null) {
            return model.name();
        }
        boolean isForeign = kinds.values().stream()
                .anyMatch(kind -> !kind.name().equals(provider.kind()) && kind.ownsModel(operation, model.name()));
        boolean isTaken = provider.takesAnyModel() || !provider.models().containsKey(operation);
        return isForeign || !isTaken ? null : model.name();
    }

    /** Whether some kind of provider is known to have that model. */
    public boolean isKnown(Operation operation, String model) {
        return kinds.values().stream().anyMatch(kind -> kind.ownsModel(operation, model));
    }

    private void add(ProviderSettings configured) {
        ProviderSettings provider = withoutExposedKey(configured);
        settings.put(provider.id(), provider);
        byPrefix.put(provider.id().name(), provider.id());
        byPrefix.put(provider.modelPrefix(), provider.id());
        if (provider.isConfigured()) {
            adapters.put(provider.id(), kinds.get(provider.kind()).adapters(provider));
        }
    }

    /** Without its key if anyone on the way could read it. */
    private ProviderSettings withoutExposedKey(ProviderSettings provider) {
        if (!provider.isConfigured() || provider.apiKey().isEmpty() || credentialsOverHttp
                || HttpUrl.keepsSecrets(provider.baseUrl().toString())) {
            return provider;
        }
        LOG.warnf("The credential for the provider %s is not sent, because its URL is plain HTTP to another machine."
                + " Use an https:// URL, or set VOICEFORGE_CREDENTIALS_OVER_HTTP=true.", provider.id());
        return provider.withoutApiKey();
    }

    private void order(String variable, Operation operation, Optional<List<String>> names) {
        List<ProviderId> order = new ArrayList<>();
        if (names.isEmpty()) {
            settings.values().stream().filter(provider -> provider.operations().contains(operation))
                    .forEach(provider -> order.add(provider.id()));
        }
        for (String written : names.orElse(List.of())) {
            String name = written.strip();
            ProviderSettings provider = ProviderId.isValid(name) ? settings.get(new ProviderId(name)) : null;
            if (provider == null || !provider.operations().contains(operation)) {
                throw CannotStart.because(variable + " names \"" + name.replaceAll("[^\\x20-\\x7e]", "?")
                        + "\", which is no provider that can do this.");
            }
            if (order.contains(provider.id())) {
                throw CannotStart.because(variable + " names \"" + name + "\" twice.");
            }
            order.add(provider.id());
        }
        orders.put(operation, List.copyOf(order));
    }
}
