package io.voiceforge.provider;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.voiceforge.provider.ProviderHealth.Status;

/** The conditions of named providers: what their checks say, and what calls have shown beyond that. */
@ApplicationScoped
public class ProviderConditions {

    /**
     * The condition of one provider.
     *
     * @param since when the gateway first saw this status, without another in between
     * @param lastError the outcome of the last failure as the meters name it, or null
     * @param firstByteMillis the median of the last 100 successful calls by the operation's name
     */
    public record Condition(Status status, Instant since, String lastError, Map<String, Long> firstByteMillis) {
    }

    private record Seen(Status status, Instant since) {
    }

    private final ProviderGuards guards;
    private final ConcurrentMap<ProviderId, Seen> seen = new ConcurrentHashMap<>();

    ProviderConditions(ProviderGuards guards) {
        this.guards = guards;
    }

    /** @param checked what the provider's check says now; one that calls have found misconfigured is not up */
    public Condition of(ProviderId provider, Status checked) {
        Map<String, RecentCalls> calls = guards.recentCalls(provider);
        Optional<Instant> misconfigured = calls.values().stream().map(RecentCalls::misconfiguredSince)
                .filter(Objects::nonNull).min(Comparator.naturalOrder());
        Status status = checked == Status.UP && misconfigured.isPresent() ? Status.MISCONFIGURED : checked;
        Seen now = seen.compute(provider, (id, before) -> before != null && before.status() == status ? before
                : new Seen(status, status == checked ? Instant.now() : misconfigured.get()));
        Map<String, Long> medians = new TreeMap<>();
        calls.forEach((operation, recent) -> recent.medianMillis().ifPresent(millis -> medians.put(operation, millis)));
        return new Condition(status, now.since(), lastError(calls.values()), medians);
    }

    private static String lastError(Collection<RecentCalls> calls) {
        return calls.stream().map(RecentCalls::lastFailure).filter(Objects::nonNull)
                .max(Comparator.comparing(RecentCalls.Failed::at)).map(RecentCalls.Failed::outcome).orElse(null);
    }
}
