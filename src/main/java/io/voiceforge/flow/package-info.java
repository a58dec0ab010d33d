/** Agent flows: graphs, their parsing and validation, generation and sessions, and the port of the flow store. */
package io.voiceforge.flow;
