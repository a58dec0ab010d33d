/** Customer keys: the secret and its form, the record, the store's port, and the cache in front of it. */
package io.voiceforge.key;
