/** Agent flows: the graph, its form and its rules, what callers do with it, and the store's port. */
package io.voiceforge.flow;
