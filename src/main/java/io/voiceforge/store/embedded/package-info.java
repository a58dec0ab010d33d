/** In-memory storage, persisted in snapshot files if there is a directory for them. */
package io.voiceforge.store.embedded;
