/** Customer keys: the secret and its format, the record, the store interface, and the cache in front of the store. */
package io.voiceforge.key;
