package io.voiceforge.flow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;

/**
 * Stores flows, each as a whole. Implementations never block the calling thread. Every operation is scoped to a key: flows of
 * other keys do not exist. Deleting a key deletes its flows. Fails with {@link io.voiceforge.key.StoreUnavailableException} if
 * the store cannot be reached, and with {@link FlowFailures#noRoom} if it is full.
 */
public interface FlowStore {

    /**
     * A page of flows, newest first.
     *
     * @param limit the maximum number of flows, at least 1
     * @param after the flow after which the page starts, or null for the first page
     */
    record Page(int limit, Position after) {
    }

    /** The position of a flow in a list. */
    record Position(Instant createdAt, UUID id) {
    }

    Uni<List<Flow.Summary>> list(UUID keyId, Page page);

    Uni<Optional<Flow>> find(UUID keyId, UUID id);

    /**
     * Stores a new flow; fails with {@link FlowFailures#tooMany} if the key already has {@code most} flows, and with
     * {@link FlowFailures#noKey} if the key is gone.
     */
    Uni<Void> insert(Flow flow, int most);

    /**
     * The versions that can be read, newest first: the current one, and those before it that are kept. Empty if there is no such
     * flow.
     */
    Uni<List<Flow.Summary>> versions(UUID keyId, UUID id);

    /** The flow as it was in one of its {@link #versions}; empty if there is no such flow or version. */
    Uni<Optional<Flow>> findVersion(UUID keyId, UUID id, long version);

    /**
     * Atomically replaces the flow with the result of {@code change}, and keeps what it was; empty if there is no such flow. Of all
     * versions, the last {@link Flow#KEPT_VERSIONS} are kept, or fewer if there is no room for more. If {@code change} throws, the
     * operation fails with that exception and changes nothing.
     */
    Uni<Optional<Flow>> update(UUID keyId, UUID id, UnaryOperator<Flow> change);

    /**
     * Deletes the flow; false if there is no such flow.
     *
     * @param check receives the flow first; if it throws, the operation fails with that exception and the flow stays
     */
    Uni<Boolean> delete(UUID keyId, UUID id, Consumer<Flow> check);
}
