/** What replicas share through Redis: the limits of keys. */
package io.voiceforge.store.redis;
