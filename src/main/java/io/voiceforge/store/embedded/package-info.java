/** Storage in the memory of the process. */
package io.voiceforge.store.embedded;
