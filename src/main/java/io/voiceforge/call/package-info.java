/** One call in progress: its operation, cancellation and clock. */
package io.voiceforge.call;
