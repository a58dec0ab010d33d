package io.voiceforge.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Operation;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;

/** The guards of all remote providers, one for each operation, and the states of their circuit breakers. */
@ApplicationScoped
public class ProviderGuards {

    private record Place(ProviderId provider, Operation operation) {
    }

    private final Map<Place, ProviderGuard> guards = new LinkedHashMap<>();

    ProviderGuards(ProviderCatalog catalog, CircuitBreakerConfig config, Metrics metrics, Traces traces) {
        catalog.all().stream().filter(provider -> provider.baseUrl() != null).forEach(provider -> {
            for (Operation operation : provider.operations()) {
                CircuitBreaker breaker = new CircuitBreaker(config);
                guards.put(new Place(provider.id(), operation),
                        new ProviderGuard(provider, operation, breaker, metrics, traces));
                metrics.gauge("voiceforge.breaker.state", "0 closed, 1 half-open, 2 open", () -> breaker.state().ordinal(),
                        "provider", provider.id().name(), "operation", operation.wireName());
            }
        });
    }

    ProviderGuard of(ProviderId provider, Operation operation) {
        return guards.get(new Place(provider, operation));
    }

    /** The state of each of the provider's circuit breakers (closed, half_open, open) by the operation's name. */
    public Map<String, String> states(ProviderId provider) {
        Map<String, String> states = new TreeMap<>();
        guards.values().stream().filter(guard -> guard.provider().equals(provider))
                .forEach(guard -> states.put(guard.operation().wireName(), guard.breaker().state().wireName()));
        return states;
    }

    /** What the last calls have shown, by the operation's name. */
    Map<String, RecentCalls> recentCalls(ProviderId provider) {
        Map<String, RecentCalls> recent = new TreeMap<>();
        guards.values().stream().filter(guard -> guard.provider().equals(provider))
                .forEach(guard -> recent.put(guard.operation().wireName(), guard.recent()));
        return recent;
    }

    /** Closes all circuit breakers, as a restart would. */
    public void closeAll() {
        guards.values().forEach(guard -> guard.breaker().close());
    }
}
