package io.voiceforge.flow;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.error.ApiException;

/**
 * Manages callers' flows. A flow of another key is not found. Fails with {@link ApiException} ({@code not_found},
 * {@code precondition_failed}, {@code conflict}, {@code invalid_request}, {@code invalid_api_key}, {@code overloaded}) or
 * {@link io.voiceforge.key.StoreUnavailableException}.
 */
@ApplicationScoped
public class FlowService {

    /**
     * The maximum length of a flow's nodes and edges together, as JSON. At three bytes per character, an import still fits into
     * the body limit.
     */
    static final int MAX_GRAPH_CHARS = 262_144;

    private final FlowStore store;
    private final int maxPerKey;

    FlowService(FlowStore store, FlowsConfig config) {
        this.store = store;
        this.maxPerKey = config.maxPerKey();
    }

    /** Newest first. */
    public Uni<List<Flow.Summary>> list(UUID keyId, FlowStore.Page page) {
        return store.list(keyId, page);
    }

    public Uni<Flow> create(UUID keyId, Flow.Content content) {
        requireSize(content.graph(), "nodes");
        Instant now = now();
        Flow flow = new Flow(UUID.randomUUID(), keyId, content, 1, now, now);
        return store.insert(flow, maxPerKey).replaceWith(flow);
    }

    public Uni<Flow> get(UUID keyId, UUID id) {
        return store.find(keyId, id).map(FlowService::found);
    }

    /**
     * Creates the flow's next version atomically, so no concurrent change is lost.
     *
     * @param expected tests whether the current version may be changed
     */
    public Uni<Flow> change(UUID keyId, UUID id, LongPredicate expected, UnaryOperator<Flow.Content> change) {
        return store.update(keyId, id, flow -> {
            require(expected, flow);
            return flow.with(change.apply(flow.content()), now());
        }).map(FlowService::found);
    }

    /** As {@link #change}, with all of the content. */
    public Uni<Flow> replace(UUID keyId, UUID id, LongPredicate expected, Flow.Content content) {
        requireSize(content.graph(), "nodes");
        return change(keyId, id, expected, before -> content);
    }

    /** As {@link #change}. */
    public Uni<Flow> replaceNodes(UUID keyId, UUID id, LongPredicate expected, List<Node> nodes) {
        return change(keyId, id, expected,
                content -> content.with(requireSize(content.graph().withNodes(nodes), "nodes")));
    }

    /** As {@link #change}. */
    public Uni<Flow> replaceEdges(UUID keyId, UUID id, LongPredicate expected, List<Edge> edges) {
        return change(keyId, id, expected,
                content -> content.with(requireSize(content.graph().withEdges(edges), "edges")));
    }

    /** @param expected as for {@link #change} */
    public Uni<Void> delete(UUID keyId, UUID id, LongPredicate expected) {
        return store.delete(keyId, id, flow -> require(expected, flow)).map(deleted -> {
            if (!deleted) {
                throw FlowFailures.notFound();
            }
            return null;
        });
    }

    /** The versions that are kept, newest first. */
    public Uni<List<Flow.Summary>> versions(UUID keyId, UUID id) {
        return store.versions(keyId, id).invoke(versions -> {
            if (versions.isEmpty()) {
                throw FlowFailures.notFound();
            }
        });
    }

    /** The flow as it was in that version. */
    public Uni<Flow> version(UUID keyId, UUID id, long version) {
        return store.findVersion(keyId, id, version).chain(kept -> kept.map(flow -> Uni.createFrom().item(flow))
                // which of the two there is not
                .orElseGet(() -> get(keyId, id).map(flow -> {
                    throw FlowFailures.noVersion();
                })));
    }

    /** Makes the content of that version the flow's next version; {@code expected} as for {@link #change}. */
    public Uni<Flow> restore(UUID keyId, UUID id, long version, LongPredicate expected) {
        return version(keyId, id, version)
                .chain(kept -> change(keyId, id, expected, before -> kept.content()));
    }

    /** The problems of a graph that is not stored; empty if it can be run. */
    public static List<Problem> validate(Graph draft) {
        return FlowValidator.validate(requireSize(draft, "nodes"));
    }

    /** The flow's problems; empty if it can be run. */
    public Uni<List<Problem>> validate(UUID keyId, UUID id) {
        return get(keyId, id).map(flow -> FlowValidator.validate(flow.content().graph()));
    }

    /** Whether the graph is too large to store. */
    public static boolean isTooLarge(Graph graph) {
        return GraphJson.write(graph).length() > MAX_GRAPH_CHARS;
    }

    private static Graph requireSize(Graph graph, String path) {
        if (isTooLarge(graph)) {
            throw FlowFailures.tooLarge(path, MAX_GRAPH_CHARS);
        }
        return graph;
    }

    private static void require(LongPredicate expected, Flow flow) {
        if (!expected.test(flow.version())) {
            throw FlowFailures.changed();
        }
    }

    private static Flow found(Optional<Flow> flow) {
        return flow.orElseThrow(FlowFailures::notFound);
    }

    /** In the precision that both stores keep. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
