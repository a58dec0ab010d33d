package io.voiceforge.flow;

/**
 * An edge from one node to another.
 *
 * @param id the caller's own, or a UUID
 * @param source the id of a node, which may not exist
 * @param target like {@code source}
 * @param label or null
 * @param type the builder's own, or null
 */
public record Edge(String id, String source, String target, String label, String type) {
}
