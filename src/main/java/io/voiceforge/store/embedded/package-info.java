/** Storage in the memory of the process, kept in snapshot files when there is a directory for them. */
package io.voiceforge.store.embedded;
