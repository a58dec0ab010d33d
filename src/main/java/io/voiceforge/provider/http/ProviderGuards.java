package io.voiceforge.provider.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.call.Operation;
import io.voiceforge.call.Provider;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.observe.Metrics;
import io.voiceforge.observe.Traces;

/** Makes the guards, and knows the state of all their breakers. */
@ApplicationScoped
public class ProviderGuards {

    private final VoiceForgeConfig config;
    private final Metrics metrics;
    private final Traces traces;
    private final List<ProviderGuard> guards = new CopyOnWriteArrayList<>();

    ProviderGuards(VoiceForgeConfig config, Metrics metrics, Traces traces) {
        this.traces = traces;
        this.config = config;
        this.metrics = metrics;
    }

    /** The guard of that operation; to be made once, by the adapter that implements it. */
    public ProviderGuard create(Provider provider, Operation operation) {
        Breaker breaker = new Breaker(config.breaker());
        ProviderGuard guard = new ProviderGuard(provider, operation, breaker, metrics, traces);
        metrics.gauge("voiceforge.breaker.state", "0 closed, 1 half-open, 2 open", () -> breaker.state().ordinal(),
                "provider", provider.wireName(), "operation", operation.wireName());
        guards.add(guard);
        return guard;
    }

    /** The state of each breaker of that provider by the operation's name. */
    public Map<String, String> states(Provider provider) {
        Map<String, String> states = new TreeMap<>();
        guards.stream().filter(guard -> guard.provider() == provider)
                .forEach(guard -> states.put(guard.operation().wireName(), guard.breaker().state().wireName()));
        return states;
    }

    /** Closes all breakers, as a restart would. */
    public void closeAll() {
        guards.forEach(guard -> guard.breaker().close());
    }
}
