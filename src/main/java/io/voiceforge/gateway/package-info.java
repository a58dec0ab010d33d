/** Runs a call for whoever asks: admits it, reserves its quota, has it answered, settles and records it. Knows nothing of HTTP. */
package io.voiceforge.gateway;
