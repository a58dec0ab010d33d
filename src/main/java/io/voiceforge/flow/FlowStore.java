package io.voiceforge.flow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;

/**
 * Where flows are kept, each as a whole. Implementations never block the calling thread. Every question names the key,
 * and what belongs to another one is not there. A key's flows go with the key. A store that cannot be reached fails
 * with {@link io.voiceforge.key.StoreUnavailableException}, one that has no room with {@link FlowFailures#noRoom}.
 */
public interface FlowStore {

    /**
     * Which flows to list, newest first.
     *
     * @param limit how many at the most, at least 1
     * @param after continue behind this flow, or null to begin
     */
    record Page(int limit, Position after) {
    }

    /** Where a flow stands in a listing. */
    record Position(Instant createdAt, UUID id) {
    }

    Uni<List<Flow.Summary>> list(UUID keyId, Page page);

    Uni<Optional<Flow>> find(UUID keyId, UUID id);

    /**
     * Keeps a new flow; fails with {@link FlowFailures#tooMany} when the key has {@code most} already, and with
     * {@link FlowFailures#noKey} when the key is gone.
     */
    Uni<Void> insert(Flow flow, int most);

    /**
     * Replaces the flow by what {@code change} makes of it, with nobody in between; empty when there is no such flow. What
     * {@code change} throws is the failure, and then nothing has changed.
     */
    Uni<Optional<Flow>> update(UUID keyId, UUID id, UnaryOperator<Flow> change);

    /**
     * False when there is no such flow.
     *
     * @param check sees the flow before; what it throws is the failure, and then the flow stays
     */
    Uni<Boolean> delete(UUID keyId, UUID id, Consumer<Flow> check);
}
