/** In-memory sessions with expiry, bounds and eviction. */
package io.voiceforge.session;
